package io.deviceingest.mqtt.connect;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Of what a client tells, the part that matters on a connection which is used once. Whoever takes messages from the client,
 * and not below it, overrides {@link #messageArrived}.
 */
public abstract class LinkCallback implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        throw new IllegalStateException("the client was given a message, which is taken below it");
    }

    @Override
    public final void deliveryComplete(IMqttToken token) {
        // Whoever publishes waits for its token.
    }

    @Override
    public final void connectComplete(boolean reconnect, String serverUri) {
        // Whoever connects waits for it; the client never reconnects.
    }

    @Override
    public final void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No authentication method is announced, so a broker must not send one (MQTT-4.12.0-6).
    }
}
