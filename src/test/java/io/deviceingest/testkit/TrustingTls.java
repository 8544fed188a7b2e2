package io.deviceingest.testkit;

import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** TLS as a device does it: it knows the CA and nothing else. */
public final class TrustingTls {

    private TrustingTls() {}

    public static SSLSocketFactory socketFactory(Path caFile) {
        PemSslStoreDetails trusted = PemSslStoreDetails.forCertificate("file:" + caFile.toAbsolutePath());
        return SslBundle.of(new PemSslStoreBundle(null, trusted))
                .createSslContext()
                .getSocketFactory();
    }
}
