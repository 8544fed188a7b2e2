package io.deviceingest.mqtt;

import io.deviceingest.settings.MqttSettings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** What every connection to the broker has in common: its address, credentials and TLS. */
final class MqttClients {

    private MqttClients() {}

    /** A client that is not connected yet. */
    static MqttAsyncClient client(MqttSettings settings, String clientId) throws MqttException {
        String scheme = settings.tls() ? MqttSchemes.TLS : MqttSchemes.PLAIN;
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return new MqttAsyncClient(scheme + "://" + host + ":" + settings.port(), clientId, new MemoryPersistence());
    }

    /** Options without a word about the session. */
    static BrokerOptions options(MqttSettings settings, MqttTls tls) throws MqttProblem {
        BrokerOptions options = new BrokerOptions();
        options.setUserName(settings.username().isEmpty() ? null : settings.username());
        // MQTT 5 allows a password without a user name, as a token (3.1.2.9).
        options.setPassword(
                settings.password().isEmpty() ? null : settings.password().getBytes(StandardCharsets.UTF_8));
        options.setAutomaticReconnect(false);
        options.setMaximumPacketSize((long) settings.maxPacketSize());
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        options.setConnectionTimeout((int) TimeUnit.MILLISECONDS.toSeconds(MqttLink.ANSWER_MILLIS));
        if (settings.tls()) {
            options.setSocketFactory(tls.socketFactory());
            options.setHttpsHostnameVerificationEnabled(settings.verifyHostname());
        }
        return options;
    }

    /** Disconnects in order where it is connected, and gives up all that the client holds. */
    static void close(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 1_000, true);
            client.close(true);
        } catch (MqttException e) {
            // It was closed already, or it is going to be: nothing is left to do with it.
        }
    }
}
