package io.deviceingest.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates of a PEM file. */
public final class PemCertificates {

    private PemCertificates() {}

    /** What the file holds at this moment; none for no file, and none for one that cannot be read. */
    public static List<X509Certificate> in(Path file) {
        if (file == null) {
            return List.of();
        }
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            // A file that is being replaced, or that is gone: the next connection says so in words.
            return List.of();
        }
    }
}
