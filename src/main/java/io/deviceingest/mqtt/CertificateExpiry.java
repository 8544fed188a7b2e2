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
import java.util.Comparator;

/** How long the certificates in the files are still valid, as a metric; read from the files at every scrape. */
final class CertificateExpiry {

    private CertificateExpiry() {}

    /** Registers the metric for one file; none for no file. */
    static void register(Path file, String use, Clock clock, MeterRegistry meters) {
        if (file != null) {
            Gauge.builder("device.ingest.certificate.expiry", file, path -> secondsLeft(path, clock))
                    .description("Until the first certificate of the file expires; negative once it has")
                    .baseUnit("seconds")
                    .tag("use", use)
                    .register(meters);
        }
    }

    private static double secondsLeft(Path file, Clock clock) {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .map(CertificateExpiry::notAfterMillis)
                    .min(Comparator.naturalOrder())
                    .map(millis -> (millis - clock.millis()) / 1000.0)
                    .orElse(Double.NaN);
        } catch (IOException | CertificateException e) {
            // A file that is being replaced, or that is gone: the next connection says so in words.
            return Double.NaN;
        }
    }

    private static Long notAfterMillis(Certificate certificate) {
        return ((X509Certificate) certificate).getNotAfter().toInstant().toEpochMilli();
    }
}
