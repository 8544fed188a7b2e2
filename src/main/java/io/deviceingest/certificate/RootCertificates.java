package io.deviceingest.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates of the CAs in a file, read as the driver reads them: PEM or DER. */
public final class RootCertificates {

    private RootCertificates() {}

    public static List<X509Certificate> in(Path file) throws IOException, CertificateException {
        try (InputStream content = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(content).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
