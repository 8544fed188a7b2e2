package io.deviceingest.testkit;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * A device, or somebody who speaks for many: publishes and waits for the broker's acknowledgement. Or a client that has
 * left a session behind.
 */
public final class Device implements AutoCloseable {

    private final MqttClient client;
    private final boolean sessionPresent;

    public Device(Broker broker, String clientId) throws Exception {
        this(broker, clientId, new MqttConnectionOptions());
    }

    public Device(Broker broker, String clientId, MqttConnectionOptions options) throws Exception {
        client = new MqttClient("ssl://127.0.0.1:" + broker.port(), clientId, new MemoryPersistence());
        client.setTimeToWait(Patience.SOON.toMillis());
        options.setSocketFactory(TrustingTls.socketFactory(broker.caFile()));
        sessionPresent = client.connectWithResult(options).getSessionPresent();
    }

    /** Whether the broker had a session of this client id when it connected. */
    public boolean isSessionPresent() {
        return sessionPresent;
    }

    public void publish(String topic, String payload) throws MqttException {
        publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    public void publish(String topic, byte[] payload, int qos, boolean retained) throws MqttException {
        client.publish(topic, payload, qos, retained);
    }

    public void publish(String topic, MqttMessage message) throws MqttException {
        client.publish(topic, message);
    }

    /** Subscribes at QoS 1; what comes is left to the session. */
    public void subscribe(String filter) throws MqttException {
        subscribe(filter, 1);
    }

    public void subscribe(String filter, int qos) throws MqttException {
        client.subscribe(filter, qos);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }
}
