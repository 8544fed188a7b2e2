package io.deviceingest.mqtt.packet;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a packet of MQTT 5 field by field, legal or not. Not thread-safe. */
public final class PacketBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    public PacketBytes octet(int value) {
        return write(() -> out.write(value));
    }

    public PacketBytes twoBytes(int value) {
        return write(() -> out.writeShort(value));
    }

    public PacketBytes fourBytes(long value) {
        return write(() -> out.writeInt((int) value));
    }

    public PacketBytes variable(int value) {
        return write(() -> {
            int rest = value;
            while (rest >= 0x80) {
                out.write(rest & 0x7F | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        });
    }

    /** Bytes behind their length in two bytes: a text, or binary data. */
    public PacketBytes counted(byte[] content) {
        return twoBytes(content.length).raw(content);
    }

    /** Bytes behind their length as a variable byte integer: properties. */
    public PacketBytes measured(byte[] content) {
        return variable(content.length).raw(content);
    }

    public PacketBytes raw(byte[] content) {
        return write(() -> out.write(content));
    }

    private PacketBytes write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** What was written, behind a fixed header. */
    public byte[] packet(int first) {
        return new PacketBytes().octet(first).measured(bytes()).bytes();
    }
}
