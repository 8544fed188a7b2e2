package io.deviceingest.mqtt.packet;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A PUBLISH as a broker may send it.
 *
 * @param flags of its first byte
 * @param properties as they stand in the packet, without their length
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
public record SentMessage(int flags, byte[] topic, byte[] properties, byte[] payload) {

    private static final int SHOWN = 200;

    public int qos() {
        return flags >> 1 & 3;
    }

    public String topicText() {
        return new String(topic, StandardCharsets.UTF_8);
    }

    public byte[] packet(int identifier) {
        PacketBytes packet = new PacketBytes().counted(topic);
        if (qos() > 0) {
            packet.twoBytes(identifier);
        }
        return packet.measured(properties).raw(payload).packet(0x30 | flags);
    }

    /** For whoever looks at a failure. */
    @Override
    public String toString() {
        return "flags=%x topic=%s properties=%s payload=%s"
                .formatted(flags, shown(topic), shown(properties), shown(payload));
    }

    private static String shown(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN));
        return bytes.length + ":" + hex + (bytes.length > SHOWN ? "…" : "");
    }
}
