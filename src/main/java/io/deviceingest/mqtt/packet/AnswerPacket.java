package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of each packet that is no PUBLISH one that the client can read: its reason codes, and of a CONNACK the limits.
 * Texts are left out, since nobody here reads them and Paho's reading thread ends at some that are legal.
 *
 * <p>A reason code that Paho does not know becomes 0x80 (unspecified error); the reason string then lists the codes as
 * they came. Not thread-safe.
 */
final class AnswerPacket {

    private static final int UNSPECIFIED_ERROR = 0x80;

    /** What Paho 1.2.5 accepts, by the type of packet. */
    private static final Map<Integer, Set<Integer>> KNOWN = Map.of(
            PacketType.CONNACK, codes("00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 9A 9C 9D 9F"),
            PacketType.PUBACK, codes("00 10 80 83 87 90 97 99"),
            PacketType.PUBREC, codes("00 10 80 83 87 90 91 97 99"),
            PacketType.SUBACK, codes("00 01 02 80 83 87 8F 91 9E"),
            PacketType.UNSUBACK, codes("00 11 80 83 87 8F 91"),
            PacketType.DISCONNECT,
                    codes("00 04 80 81 82 83 87 89 8B 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 A2"));

    /** One each, in a CONNACK: 0x11 is the session's expiry, 0x24 to 0x2A say what the broker has, and its limits. */
    private static final Set<Integer> LIMITS = Set.of(
            0x11,
            PropertyType.SERVER_KEEP_ALIVE,
            PropertyType.RECEIVE_MAXIMUM,
            PropertyType.TOPIC_ALIAS_MAXIMUM,
            0x24,
            0x25,
            0x27,
            0x28,
            0x29,
            0x2A);

    private final int keepAlive;

    /** @param keepAlive in seconds, what the client asked for: a broker may shorten it only */
    AnswerPacket(int keepAlive) {
        this.keepAlive = keepAlive;
    }

    private static Set<Integer> codes(String hexadecimal) {
        return Arrays.stream(hexadecimal.split(" "))
                .map(code -> Integer.valueOf(code, 16))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A packet that the client can read. */
    ByteBuffer readable(ByteBuffer packet) throws BrokenPacketException {
        byte first = packet.get();
        int type = PacketType.of(first);
        int flags = type == PacketType.PUBREL ? 2 : 0;
        if ((first & 0x0F) != flags) {
            throw new BrokenPacketException("the broker sent a packet whose first byte is " + hex(first & 0xFF));
        }
        ByteBuffer body = ByteBuffer.allocate(packet.remaining() + 16 + 4 * packet.remaining());
        try {
            Bytes.variable(packet);
            switch (type) {
                case PacketType.CONNACK -> connack(packet, body);
                case PacketType.SUBACK, PacketType.UNSUBACK -> codes(type, packet, body);
                case PacketType.PUBACK, PacketType.PUBREC -> {
                    body.putShort((short) Bytes.twoBytes(packet));
                    code(type, packet, body);
                }
                // Without its code: to "packet identifier not found" Paho says nothing, and ends the connection.
                case PacketType.PUBREL, PacketType.PUBCOMP -> body.putShort((short) Bytes.twoBytes(packet));
                case PacketType.DISCONNECT -> code(type, packet, body);
                case PacketType.PINGRESP -> Bytes.skip(packet, packet.remaining());
                default -> throw new MalformedException("it is not for clients");
            }
        } catch (MalformedException e) {
            throw new BrokenPacketException(
                    "the broker sent a packet of type " + type + " that is not as MQTT 5 has it: " + e.getMessage(),
                    "check that the broker speaks MQTT 5 on this listener, and look into its log");
        }
        return withHeader(first, body.flip());
    }

    private static ByteBuffer withHeader(byte first, ByteBuffer body) {
        ByteBuffer out = ByteBuffer.allocate(1 + Bytes.LONGEST_VARIABLE + body.remaining());
        out.put(first);
        Bytes.putVariable(out, body.remaining());
        return out.put(body).flip();
    }

    private void connack(ByteBuffer packet, ByteBuffer out) throws MalformedException {
        out.put((byte) Bytes.octet(packet));
        out.put((byte) known(PacketType.CONNACK, Bytes.octet(packet)));
        ByteBuffer properties = Bytes.part(packet, Bytes.variable(packet));
        ByteBuffer kept = ByteBuffer.allocate(properties.remaining());
        while (properties.hasRemaining()) {
            int from = properties.position();
            int identifier = Bytes.octet(properties);
            PropertyType.skipValue(identifier, properties);
            ByteBuffer property = properties.duplicate().position(from).limit(properties.position());
            if (LIMITS.contains(identifier) && isOfUse(identifier, property)) {
                kept.put(property);
            }
        }
        Bytes.putVariable(out, kept.flip().remaining());
        out.put(kept);
    }

    /**
     * Paho reads numbers of two bytes from 32,768 on as negative ones, and without them works with the most there is
     * or none, which is the same to us. A keep-alive of 0 or longer than ours would find out later, or never, that the
     * broker is gone; to ping more often is allowed.
     */
    private boolean isOfUse(int identifier, ByteBuffer property) {
        return switch (identifier) {
            case PropertyType.RECEIVE_MAXIMUM, PropertyType.TOPIC_ALIAS_MAXIMUM ->
                property.getShort(property.position() + 1) > 0;
            case PropertyType.SERVER_KEEP_ALIVE -> {
                int seconds = Short.toUnsignedInt(property.getShort(property.position() + 1));
                yield seconds > 0 && seconds < keepAlive;
            }
            default -> true;
        };
    }

    private static void code(int type, ByteBuffer packet, ByteBuffer out) throws MalformedException {
        if (packet.hasRemaining()) {
            out.put((byte) known(type, Bytes.octet(packet)));
        }
    }

    private static void codes(int type, ByteBuffer packet, ByteBuffer out) throws MalformedException {
        out.putShort((short) Bytes.twoBytes(packet));
        Bytes.skip(packet, Bytes.variable(packet));
        byte[] codes = new byte[packet.remaining()];
        boolean allKnown = true;
        List<String> asTheyCame = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            int code = Bytes.octet(packet);
            asTheyCame.add(String.valueOf(code));
            codes[i] = (byte) known(type, code);
            allKnown &= Byte.toUnsignedInt(codes[i]) == code;
        }
        putReasonString(allKnown ? "" : String.join(",", asTheyCame), out);
        out.put(codes);
    }

    private static void putReasonString(String text, ByteBuffer out) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length == 0 || bytes.length > 0xFFFF) {
            out.put((byte) 0);
            return;
        }
        Bytes.putVariable(out, 3 + bytes.length);
        out.put((byte) PropertyType.REASON_STRING);
        out.putShort((short) bytes.length);
        out.put(bytes);
    }

    private static int known(int type, int code) throws MalformedException {
        if (KNOWN.get(type).contains(code)) {
            return code;
        }
        if (code < UNSPECIFIED_ERROR) {
            throw new MalformedException("its reason code is " + hex(code));
        }
        return UNSPECIFIED_ERROR;
    }

    private static String hex(int octet) {
        return "0x%02x".formatted(octet);
    }
}
