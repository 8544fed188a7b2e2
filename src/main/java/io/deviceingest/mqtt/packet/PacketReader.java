package io.deviceingest.mqtt.packet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Reads whole packets from a broker's stream through one buffer. What has come of a packet is kept when the stream
 * times out. A PUBLISH that is longer than allowed is cut: its first bytes are kept, and the rest is read and thrown
 * away, because the session would redeliver it again and again. Not thread-safe.
 */
final class PacketReader {

    /** Two records of TLS. */
    private static final int USUAL_CAPACITY = 32 * 1024;

    private static final int LONGEST_HEADER = 1 + Bytes.LONGEST_VARIABLE;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InputStream in;
    private final int largest;
    private byte[] bytes = new byte[USUAL_CAPACITY];
    /** The present packet, from its first byte up to its end; without one, the end of the packet before. */
    private int from;

    private int to;
    /** Where the bytes end that have come. */
    private int end;
    /** How many bytes from {@link #from} on are needed next. */
    private int needed;
    /** What is left of a packet that was cut. */
    private int rest;

    /** @param largest how many bytes of a packet are kept */
    PacketReader(InputStream in, int largest) {
        this.in = in;
        this.largest = largest;
    }

    /**
     * Reads the next packet. False when it has been coming for a second and is not whole yet: the next call goes on.
     *
     * @throws SocketTimeoutException when nothing has come for the time of the stream's own: the next call goes on
     */
    boolean next() throws IOException {
        from = to;
        if (isWhole()) {
            return true;
        }
        long start = System.nanoTime();
        do {
            fill();
            if (isWhole()) {
                return true;
            }
        } while (System.nanoTime() - start < PATIENCE_NANOS);
        return false;
    }

    /** The present packet, or the first bytes of it. It is valid until the next one is read, and may be changed. */
    ByteBuffer packet() {
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    /** Whether the present packet is cut. */
    boolean isCut() {
        return rest > 0;
    }

    private boolean isWhole() throws BrokenPacketException {
        if (!skipRest()) {
            return false;
        }
        int length = lengthOfPacket();
        if (length > largest && PacketType.of(bytes[from]) != PacketType.PUBLISH) {
            throw new BrokenPacketException(
                    "the broker sent a packet of " + length + " bytes, but at most " + largest + " were announced",
                    "look into the log of the broker: it does not keep to MQTT_MAX_PACKET_SIZE");
        }
        needed = Math.min(length, largest);
        if (length == 0 || end - from < needed) {
            return false;
        }
        to = from + needed;
        rest = length - needed;
        return true;
    }

    private boolean skipRest() {
        int skipped = Math.min(rest, end - from);
        from += skipped;
        to = from;
        rest -= skipped;
        return rest == 0;
    }

    /** The length that the fixed header tells; 0 while it has not come. */
    private int lengthOfPacket() throws BrokenPacketException {
        int remaining = 0;
        for (int i = 1; i < LONGEST_HEADER; i++) {
            if (from + i >= end) {
                return 0;
            }
            int digit = bytes[from + i];
            remaining |= (digit & 0x7F) << 7 * (i - 1);
            if (digit >= 0) {
                return 1 + i + remaining;
            }
        }
        throw new BrokenPacketException("the broker sent a remaining length of more than four bytes");
    }

    private void fill() throws IOException {
        makeRoom();
        int count = in.read(bytes, end, bytes.length - end);
        if (count < 0) {
            throw new EOFException();
        }
        end += count;
    }

    /** For what is needed next, or for a part of it: the buffer grows with what comes, not with what was promised. */
    private void makeRoom() {
        int present = end - from;
        if (present == 0) {
            bytes = bytes.length > USUAL_CAPACITY ? new byte[USUAL_CAPACITY] : bytes;
        } else if (end < bytes.length && (from == 0 || from + needed <= bytes.length)) {
            return;
        } else if (needed > bytes.length && present > bytes.length / 2) {
            bytes = Arrays.copyOfRange(bytes, from, from + Math.min(needed, 2 * bytes.length));
        } else {
            System.arraycopy(bytes, from, bytes, 0, present);
        }
        from = 0;
        to = 0;
        end = present;
    }
}
