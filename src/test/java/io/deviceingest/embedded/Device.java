package io.deviceingest.embedded;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A device, or somebody who speaks for many: publishes and waits for the broker's acknowledgement. */
public final class Device implements AutoCloseable {

    private final MqttClient client;

    public Device(Broker broker, String clientId) throws Exception {
        this(broker, clientId, new MqttConnectionOptions());
    }

    public Device(Broker broker, String clientId, MqttConnectionOptions options) throws Exception {
        client = new MqttClient("ssl://127.0.0.1:" + broker.port(), clientId, new MemoryPersistence());
        options.setSocketFactory(TrustingTls.socketFactory(broker.caFile()));
        client.connect(options);
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

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }
}
