package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.MqttSettings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** What every connection to the broker has in common: its address, credentials and TLS. */
public final class MqttClients {

    private MqttClients() {}

    /** A client that is not connected yet. */
    public static MqttAsyncClient client(String clientId) throws MqttException {
        return new MqttAsyncClient(MqttSchemes.BROKER, clientId, new MemoryPersistence(), new KeepAlive(), null);
    }

    /** Options without a word about the session. */
    public static BrokerOptions options(MqttSettings settings, MqttTls tls) throws MqttProblem {
        BrokerOptions options = new BrokerOptions(settings, settings.tls().enabled() ? tls.socketFactory() : null);
        options.setUserName(
                settings.broker().username().isEmpty()
                        ? null
                        : settings.broker().username());
        // MQTT 5 allows a password without a user name, as a token (3.1.2.9).
        options.setPassword(
                settings.broker().password().isEmpty()
                        ? null
                        : settings.broker().password().getBytes(StandardCharsets.UTF_8));
        options.setAutomaticReconnect(false);
        options.setMaximumPacketSize((long) settings.limits().maxPacketSize());
        options.setKeepAliveInterval((int) settings.session().keepAlive().toSeconds());
        options.setConnectionTimeout((int) TimeUnit.MILLISECONDS.toSeconds(MqttTimeouts.ANSWER_MILLIS));
        return options;
    }

    /** Disconnects in order where it is connected, and releases all that the client holds. */
    public static void close(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 1_000, true);
            client.close(true);
        } catch (MqttException | NullPointerException e) {
            // It was closed already, or it is going to be: nothing is left to do with it.
        }
    }
}
