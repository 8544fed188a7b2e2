package io.deviceingest.mqtt.packet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A broker's stream as the client gets it: one readable packet after another, served from memory. It times out between
 * packets only, so that a client which forgets half a header never does. To be read by one thread.
 */
public final class PacketInput extends InputStream {

    /** How the next packet is had; it may wait. */
    @FunctionalInterface
    public interface Source {
        ByteBuffer next() throws IOException;
    }

    private static final byte[] PINGRESP = {(byte) (PacketType.PINGRESP << 4), 0};

    private final Source source;
    private ByteBuffer packet = ByteBuffer.allocate(0);

    public PacketInput(Source source) {
        this.source = source;
    }

    /**
     * The readable packets of a broker's stream.
     *
     * @param largest the Maximum Packet Size that was announced
     * @param keepAlive in seconds, as the client asked for it
     * @param twoSteps is told of messages at QoS 2
     */
    public static Source packetsOf(InputStream in, int largest, int keepAlive, TwoStepAcknowledgements twoSteps) {
        PacketReader reader = new PacketReader(in, largest);
        ReadablePacket readable = new ReadablePacket(largest, keepAlive, twoSteps);
        // While a long packet comes slowly, the client is told that the broker lives: it would end the connection.
        return () -> reader.next() ? readable.of(reader.packet(), reader.isCut()) : sign();
    }

    /** A sign of life, which the client takes at any time. */
    static ByteBuffer sign() {
        return ByteBuffer.wrap(PINGRESP);
    }

    private void fill() throws IOException {
        while (!packet.hasRemaining()) {
            packet = source.next();
        }
    }

    @Override
    public int read() throws IOException {
        fill();
        return Byte.toUnsignedInt(packet.get());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        fill();
        int count = Math.min(length, packet.remaining());
        packet.get(bytes, offset, count);
        return count;
    }

    @Override
    public int available() {
        return packet.remaining();
    }
}
