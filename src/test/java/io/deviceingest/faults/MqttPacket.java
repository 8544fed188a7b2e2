package io.deviceingest.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One MQTT 5 packet: its bytes, and what tests want to know of them. Immutable. */
public final class MqttPacket {

    private static final int LONGEST_LENGTH = 4;

    /** Whose identifier comes first. */
    private static final Set<PacketType> IDENTIFIED = EnumSet.range(PacketType.PUBACK, PacketType.UNSUBACK);

    private static final Set<PacketType> WITH_CODES = EnumSet.of(PacketType.SUBACK, PacketType.UNSUBACK);

    private final byte[] bytes;

    private MqttPacket(byte[] bytes) {
        this.bytes = bytes;
    }

    public static MqttPacket of(byte[] bytes) {
        return new MqttPacket(bytes.clone());
    }

    /** The next packet of a stream, or null at the stream's end. */
    public static MqttPacket read(InputStream stream) throws IOException {
        int first = stream.read();
        if (first < 0) {
            return null;
        }
        DataInputStream in = new DataInputStream(stream);
        byte[] header = new byte[1 + LONGEST_LENGTH];
        header[0] = (byte) first;
        int length = 1;
        do {
            if (length > LONGEST_LENGTH) {
                throw new IOException("a remaining length of more than four bytes");
            }
            header[length] = in.readByte();
        } while (header[length++] < 0);
        int remaining = variableByteInteger(ByteBuffer.wrap(header, 1, LONGEST_LENGTH));
        byte[] bytes = Arrays.copyOf(header, length + remaining);
        in.readFully(bytes, length, remaining);
        return new MqttPacket(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public PacketType type() {
        return PacketType.of(bytes[0]);
    }

    public boolean is(PacketType type) {
        return type() == type;
    }

    /** Of a PUBLISH. */
    public int qos() {
        return (bytes[0] >> 1) & 3;
    }

    /** Of a PUBLISH. */
    public String topic() {
        return topic(afterFixedHeader());
    }

    /** Whether it is of a type that has an identifier: not so a PUBLISH with QoS 0. */
    public boolean isIdentified() {
        return is(PacketType.PUBLISH) ? qos() > 0 : IDENTIFIED.contains(type());
    }

    /** The packet identifier. */
    public int id() {
        if (!isIdentified()) {
            throw new IllegalStateException(this + " has no identifier");
        }
        ByteBuffer rest = afterFixedHeader();
        if (is(PacketType.PUBLISH)) {
            topic(rest);
        }
        return Short.toUnsignedInt(rest.getShort());
    }

    /** Of a SUBACK or UNSUBACK, one for each filter. */
    public List<Integer> reasonCodes() {
        List<Integer> codes = new ArrayList<>();
        for (ByteBuffer rest = codes(); rest.hasRemaining(); ) {
            codes.add(Byte.toUnsignedInt(rest.get()));
        }
        return codes;
    }

    /** The same SUBACK or UNSUBACK with that code for every filter. */
    public MqttPacket withReasonCode(int code) {
        byte[] changed = bytes.clone();
        Arrays.fill(changed, codes().position(), changed.length, (byte) code);
        return new MqttPacket(changed);
    }

    /** Its type, and its identifier where it has one. */
    @Override
    public String toString() {
        return isIdentified() ? type() + " " + id() : type().toString();
    }

    private ByteBuffer afterFixedHeader() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        variableByteInteger(buffer);
        return buffer;
    }

    private ByteBuffer codes() {
        if (!WITH_CODES.contains(type())) {
            throw new IllegalStateException(this + " has no list of reason codes");
        }
        ByteBuffer rest = afterFixedHeader();
        rest.getShort();
        int properties = variableByteInteger(rest);
        return rest.position(rest.position() + properties);
    }

    private static String topic(ByteBuffer rest) {
        byte[] topic = new byte[Short.toUnsignedInt(rest.getShort())];
        rest.get(topic);
        return new String(topic, StandardCharsets.UTF_8);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private static int variableByteInteger(ByteBuffer buffer) {
        int value = 0;
        int shift = 0;
        byte digit;
        do {
            digit = buffer.get();
            value |= (digit & 0x7f) << shift;
            shift += 7;
        } while (digit < 0);
        return value;
    }
}
