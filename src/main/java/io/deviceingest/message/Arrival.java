package io.deviceingest.message;

import io.deviceingest.mqtt.packet.PacketNotes;
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
 * @param duplicate whether the broker has sent it before
 * @param userProperties empty where there are none; values of one key are joined by commas; what was changed of the
 *     packet stands under {@value #CHANGES}
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

    /** The exchange property with the user properties of an MQTT message, a map of texts. */
    public static final String USER_PROPERTIES = "mqttUserProperties";

    /** The header with the length of a payload that is longer than the limit. */
    public static final String TOO_LARGE = "payloadTooLarge";

    /** The header of a payload without a byte, which asks the broker to forget what it retained. */
    private static final String EMPTY = "payloadEmpty";

    private static final String CHANGES = "device-ingest";

    public static Arrival of(String topic, MqttMessage message, long receivedAt) {
        PacketNotes notes = PacketNotes.of(message);
        return new Arrival(
                topic,
                message.getPayload(),
                message.getQos(),
                message.isRetained(),
                notes.duplicate(),
                userProperties(message, notes),
                receivedAt);
    }

    private static Map<String, String> userProperties(MqttMessage message, PacketNotes notes) {
        List<UserProperty> properties = userProperties(message);
        if (properties.isEmpty() && notes.changes().isEmpty()) {
            return Map.of();
        }
        Map<String, StringBuilder> joined = new LinkedHashMap<>();
        for (UserProperty property : properties) {
            StringBuilder values = joined.get(property.getKey());
            if (values == null) {
                joined.put(property.getKey(), new StringBuilder(property.getValue()));
            } else {
                values.append(',').append(property.getValue());
            }
        }
        Map<String, String> byKey = new LinkedHashMap<>();
        joined.forEach((key, values) -> byKey.put(key, values.toString()));
        if (!notes.changes().isEmpty()) {
            byKey.put(CHANGES, notes.words());
        }
        return byKey;
    }

    private static List<UserProperty> userProperties(MqttMessage message) {
        return message.getProperties() == null
                ? List.of()
                : message.getProperties().getUserProperties();
    }

    /** About how much memory a message takes beside its payload. */
    public static int bytesBesidePayload(String topic, MqttMessage message) {
        int bytes = topic.length();
        for (UserProperty property : userProperties(message)) {
            bytes += property.getKey().length() + property.getValue().length();
        }
        return bytes;
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
        } else if (payload.length == 0) {
            in.setHeader(EMPTY, true);
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
            exchange.setProperty(USER_PROPERTIES, userProperties);
        }
    }
}
