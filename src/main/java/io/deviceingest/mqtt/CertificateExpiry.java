package io.deviceingest.mqtt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** How long certificates are still valid, as a metric; files are read anew at every scrape. */
final class CertificateExpiry {

    private final Clock clock;
    private final MeterRegistry meters;

    CertificateExpiry(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Registers the metric for the certificates of one file; none for no file. */
    void ofFile(String use, Path file) {
        if (file != null) {
            of(use, () -> read(file));
        }
    }

    /** Registers the metric for certificates that may change, or not be known yet. */
    void of(String use, Supplier<? extends Collection<? extends Certificate>> certificates) {
        Gauge.builder("device.ingest.certificate.expiry", () -> secondsLeft(certificates.get()))
                .description("Until the first of these certificates expires; negative once it has, NaN for none")
                .baseUnit("seconds")
                .tag("use", use)
                .register(meters);
    }

    private double secondsLeft(Collection<? extends Certificate> certificates) {
        return certificates.stream()
                .mapToDouble(certificate -> (((X509Certificate) certificate)
                                        .getNotAfter()
                                        .toInstant()
                                        .toEpochMilli()
                                - clock.millis())
                        / 1000.0)
                .min()
                .orElse(Double.NaN);
    }

    private static Collection<? extends Certificate> read(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        } catch (IOException | CertificateException e) {
            // A file that is being replaced, or that is gone: the next connection says so in words.
            return List.of();
        }
    }
}
