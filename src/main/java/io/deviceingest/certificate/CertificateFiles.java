package io.deviceingest.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates of a file, PEM or DER. Holds no state. */
public final class CertificateFiles {

    private CertificateFiles() {}

    public static List<X509Certificate> read(Path file) throws IOException, CertificateException {
        try (InputStream content = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(content).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    /** What the file holds at this moment; none for no file, and none for one that cannot be read. */
    public static List<X509Certificate> readIfPossible(Path file) {
        try {
            return file == null ? List.of() : read(file);
        } catch (IOException | CertificateException e) {
            // A file that is being replaced, or that is gone: the next connection reports it.
            return List.of();
        }
    }
}
