package io.deviceingest.mqtt.packet;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Takes the messages out of a broker's packets before the client sees them, and leaves it all others. A message that finds
 * no room waits here, and everything behind it on the connection; meanwhile the client is told that the broker lives, so
 * that its keep-alive goes on. To be read by one thread.
 */
public final class MessageTap implements PacketInput.Source {

    /** Who takes messages, on the reading thread. */
    @FunctionalInterface
    public interface Receiver {
        /** Waits for room, a moment at most; false when there was none, and then it is given the same message again. */
        boolean take(ReceivedMessage message) throws InterruptedException;
    }

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final PacketInput.Source packets;
    private final Receiver receiver;
    /** Found no room yet. */
    private ReceivedMessage waiting;

    /** @param packets readable ones */
    public MessageTap(PacketInput.Source packets, Receiver receiver) {
        this.packets = packets;
        this.receiver = receiver;
    }

    @Override
    public ByteBuffer next() throws IOException {
        long began = System.nanoTime();
        do {
            if (waiting == null) {
                ByteBuffer packet = packets.next();
                if (PacketType.of(packet.get(packet.position())) != PacketType.PUBLISH) {
                    return packet;
                }
                waiting = message(packet);
            }
            if (isTaken()) {
                waiting = null;
            }
        } while (System.nanoTime() - began < PATIENCE_NANOS);
        return PacketInput.sign();
    }

    /** What nobody foresaw ends the connection, and the message is redelivered: else nobody would read any more. */
    private boolean isTaken() throws IOException {
        try {
            return receiver.take(waiting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (RuntimeException | Error e) {
            throw new IOException("a message could not be taken: " + e, e);
        }
    }

    private static ReceivedMessage message(ByteBuffer packet) throws BrokenPacketException {
        try {
            return ReceivedMessage.of(packet);
        } catch (MalformedException e) {
            throw new BrokenPacketException("a message that was made readable is not: " + e.getMessage());
        }
    }
}
