package io.deviceingest.certificate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** How long certificates are still valid, as a metric; files are read again at every scrape. */
public final class CertificateExpiry {

    private final Clock clock;
    private final MeterRegistry meters;

    public CertificateExpiry(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Registers the metric for the certificates of one file; none for no file. */
    public void registerFile(String use, Path file) {
        if (file != null) {
            register(use, () -> CertificateFiles.readIfPossible(file));
        }
    }

    /** Registers the metric for certificates that may change, or not be known yet. */
    public void register(String use, Supplier<List<X509Certificate>> certificates) {
        Gauge.builder("device.ingest.certificate.expiry", () -> secondsLeft(certificates.get()))
                .description("Until the first of these certificates expires; negative once it has, NaN for none")
                .baseUnit("seconds")
                .tag("use", use)
                .register(meters);
    }

    private double secondsLeft(List<X509Certificate> certificates) {
        return certificates.stream()
                .mapToDouble(
                        certificate -> (certificate.getNotAfter().toInstant().toEpochMilli() - clock.millis()) / 1000.0)
                .min()
                .orElse(Double.NaN);
    }
}
