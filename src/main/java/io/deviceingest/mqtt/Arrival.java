package io.deviceingest.mqtt;

import io.deviceingest.deadletter.DeadLetterEnvelope;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * One message as it arrived, and the form in which the routes get it at {@code direct:message}.
 *
 * @param userProperties empty where there are none; values of one key are joined by commas
 * @param receivedAt microseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
public record Arrival(
        String topic,
        byte[] payload,
        int qos,
        boolean retained,
        boolean duplicate,
        Map<String, String> userProperties,
        long receivedAt) {

    /** The header with the length of a payload that is longer than the limit. */
    public static final String TOO_LARGE = "payloadTooLarge";

    static Arrival of(String topic, MqttMessage message, long receivedAt) {
        return new Arrival(
                topic,
                message.getPayload(),
                message.getQos(),
                message.isRetained(),
                message.isDuplicate(),
                userProperties(message),
                receivedAt);
    }

    private static Map<String, String> userProperties(MqttMessage message) {
        List<UserProperty> properties = message.getProperties() == null
                ? List.of()
                : message.getProperties().getUserProperties();
        if (properties.isEmpty()) {
            return Map.of();
        }
        Map<String, String> byKey = new LinkedHashMap<>();
        properties.forEach(property -> byKey.merge(property.getKey(), property.getValue(), (a, b) -> a + "," + b));
        return byKey;
    }

    /** The same message, had it come on another topic. */
    public Arrival on(String other) {
        return new Arrival(other, payload, qos, retained, duplicate, userProperties, receivedAt);
    }

    /** When it arrived. */
    public Instant at() {
        return Instant.ofEpochSecond(0, receivedAt * 1_000);
    }

    /** What is read of the payload: the first bytes of one that is longer than the limit. */
    public byte[] kept(int payloadLimit) {
        return payload.length > payloadLimit ? Arrays.copyOf(payload, payloadLimit) : payload;
    }

    /** Writes it into an exchange: the body, and the headers that the routes decide by. */
    public void into(Exchange exchange, DeviceTopic deviceTopic, int payloadLimit) {
        Message in = exchange.getIn();
        if (payload.length > payloadLimit) {
            in.setHeader(TOO_LARGE, payload.length);
        }
        in.setBody(kept(payloadLimit));
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, topic);
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, qos);
        in.setHeader("receivedAt", receivedAt);
        in.setHeader("retained", retained);
        in.setHeader("duplicate", duplicate);
        if (deviceTopic.deviceId() != null) {
            in.setHeader("deviceId", deviceTopic.deviceId());
            in.setHeader("suffix", deviceTopic.suffix());
        }
        if (!userProperties.isEmpty()) {
            exchange.setProperty(DeadLetterEnvelope.USER_PROPERTIES, userProperties);
        }
    }
}
