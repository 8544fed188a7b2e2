package io.deviceingest.mqtt;

import io.deviceingest.settings.MqttSettings;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * TLS 1.2 and 1.3 from PEM files, read anew for every connection, so that a renewed file needs no restart. Safe for any
 * number of threads.
 */
final class MqttTls {

    private final MqttSettings settings;
    private final PresentedChain presented;

    /** @param presented told what certificates the broker presents */
    MqttTls(MqttSettings settings, PresentedChain presented) {
        this.settings = settings;
        this.presented = presented;
    }

    /** Says why a connection over it did not come about. */
    ConnectFailures failures(Duration limit) {
        return new ConnectFailures(settings, presented.certificates(), limit);
    }

    SSLSocketFactory socketFactory() throws MqttProblem {
        try {
            SslStoreBundle stores = new PemSslStoreBundle(
                    settings.certFile() == null
                            ? null
                            : PemSslStoreDetails.forCertificate(location(settings.certFile()))
                                    .withPrivateKey(location(settings.keyFile())),
                    settings.caFile() == null ? null : PemSslStoreDetails.forCertificate(location(settings.caFile())));
            SslManagerBundle managers = SslBundle.of(stores).getManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), presented.listenTo(managers.getTrustManagers()), null);
            return context.getSocketFactory();
        } catch (RuntimeException | GeneralSecurityException e) {
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
