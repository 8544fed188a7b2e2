package io.deviceingest.mqtt;

import io.deviceingest.settings.MqttSettings;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** TLS 1.2 and 1.3 from PEM files, read anew for every connection, so that a renewed file needs no restart. */
final class MqttTls {

    private static final SslOptions OPTIONS = SslOptions.of(null, java.util.Set.of("TLSv1.3", "TLSv1.2"));

    private MqttTls() {}

    static SSLSocketFactory socketFactory(MqttSettings settings) throws MqttProblem {
        try {
            SslStoreBundle stores = new PemSslStoreBundle(
                    settings.certFile() == null
                            ? null
                            : PemSslStoreDetails.forCertificate(location(settings.certFile()))
                                    .withPrivateKey(location(settings.keyFile())),
                    settings.caFile() == null ? null : PemSslStoreDetails.forCertificate(location(settings.caFile())));
            return SslBundle.of(stores, SslBundleKey.NONE, OPTIONS)
                    .createSslContext()
                    .getSocketFactory();
        } catch (RuntimeException e) {
            throw new MqttProblem(
                    "pem-files",
                    "the TLS files cannot be read: " + e.getMessage(),
                    "check that MQTT_CA_FILE, MQTT_CERT_FILE and MQTT_KEY_FILE are PEM files that belong together",
                    e);
        }
    }

    private static String location(Path file) {
        return "file:" + file.toAbsolutePath();
    }
}
