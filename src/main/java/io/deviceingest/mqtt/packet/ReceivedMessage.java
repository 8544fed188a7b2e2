package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * A message as Paho would give it, decoded from a packet that {@link ReadablePacket} made readable: the same topic,
 * payload, flags and properties, without Paho's five copies and three threads.
 */
@SuppressWarnings(
        "ByteBufferBackingArray") // Packets lie in arrays that were allocated for reading, from their first byte.
public record ReceivedMessage(String topic, MqttMessage message) {

    private static final int RETAIN = 0x01;

    /** @param packet a readable PUBLISH; what is kept of it is copied */
    static ReceivedMessage of(ByteBuffer packet) throws MalformedException {
        int flags = packet.get();
        int qos = flags >> 1 & 3;
        Bytes.variable(packet);
        String topic = text(packet);
        MqttMessage message = new MqttMessage();
        message.setId(qos > 0 ? Bytes.twoBytes(packet) : 0);
        message.setQos(qos);
        message.setRetained((flags & RETAIN) != 0);
        message.setProperties(properties(Bytes.part(packet, Bytes.variable(packet))));
        byte[] payload = new byte[packet.remaining()];
        packet.get(payload);
        message.setPayload(payload);
        return new ReceivedMessage(topic, message);
    }

    private static MqttProperties properties(ByteBuffer in) throws MalformedException {
        MqttProperties properties = new MqttProperties();
        List<Integer> subscriptions = new ArrayList<>(1);
        List<UserProperty> userProperties = new ArrayList<>(0);
        while (in.hasRemaining()) {
            int identifier = Bytes.octet(in);
            switch (identifier) {
                case PropertyType.USER_PROPERTY -> userProperties.add(new UserProperty(text(in), text(in)));
                case PropertyType.SUBSCRIPTION_IDENTIFIER -> subscriptions.add(Bytes.variable(in));
                case PropertyType.MESSAGE_EXPIRY -> properties.setMessageExpiryInterval(fourBytes(in));
                case PropertyType.CORRELATION_DATA -> properties.setCorrelationData(bytes(in));
                default -> PropertyType.skipValue(identifier, in);
            }
        }
        properties.setSubscriptionIdentifiers(subscriptions);
        properties.setUserProperties(userProperties);
        return properties;
    }

    private static String text(ByteBuffer in) throws MalformedException {
        ByteBuffer text = Bytes.part(in, Bytes.twoBytes(in));
        return new String(text.array(), text.position(), text.remaining(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) throws MalformedException {
        byte[] bytes = new byte[Bytes.twoBytes(in)];
        Bytes.part(in, bytes.length).get(bytes);
        return bytes;
    }

    private static long fourBytes(ByteBuffer in) throws MalformedException {
        return (long) Bytes.twoBytes(in) << 16 | Bytes.twoBytes(in);
    }
}
