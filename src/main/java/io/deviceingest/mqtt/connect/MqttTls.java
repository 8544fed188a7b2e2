package io.deviceingest.mqtt.connect;

import io.deviceingest.certificate.UnusablePemException;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslManagerBundle;

/**
 * TLS 1.2 and 1.3 from PEM files. They are read for the first connection; what was read stays in use until other
 * material is given, whatever becomes of the files. Safe for any number of threads.
 */
public final class MqttTls {

    private final MqttSettings settings;
    private final PresentedChain presented;
    private final AtomicReference<TlsMaterial> inUse = new AtomicReference<>();
    private volatile TlsMaterial ofLastConnection;

    /** @param presented told what certificates the broker presents */
    public MqttTls(MqttSettings settings, PresentedChain presented) {
        this.settings = settings;
        this.presented = presented;
    }

    /** Says why a connection over it did not come about. */
    public ConnectProblems failures(Duration limit) {
        return new ConnectProblems(settings, presented.certificates(), limit);
    }

    /** What connections are made with; null before the first. */
    public TlsMaterial inUse() {
        return inUse.get();
    }

    /** Whether the material is newer than that of the last connection. */
    public boolean isOutdated() {
        return !Objects.equals(ofLastConnection, inUse.get());
    }

    /** The connections from now on are made with this. */
    public void use(TlsMaterial material) {
        inUse.set(material);
    }

    /** For one connection: a factory that served another one might resume its session, with the certificate of then. */
    public SSLSocketFactory socketFactory() throws MqttProblem {
        try {
            TlsMaterial known = inUse.get();
            TlsMaterial material = known == null ? TlsMaterial.in(settings) : known;
            SslManagerBundle managers = material.managers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), presented.listenTo(managers.getTrustManagers()), null);
            // What was given meanwhile stays.
            inUse.compareAndSet(null, material);
            ofLastConnection = material;
            return context.getSocketFactory();
        } catch (UnusablePemException e) {
            throw unreadable(e, e.remedy());
        } catch (IOException | RuntimeException | GeneralSecurityException e) {
            throw unreadable(
                    e, "check that MQTT_CA_FILE, MQTT_CERT_FILE and MQTT_KEY_FILE are PEM files that belong together");
        }
    }

    private static MqttProblem unreadable(Exception cause, String remedy) {
        return new MqttProblem("pem-files", "the TLS files cannot be read: " + cause.getMessage(), remedy, cause);
    }
}
