package io.deviceingest.mqtt.packet;

import java.util.BitSet;

/**
 * The messages at QoS 2 of one connection, which come from a subscription that an earlier client of the session made.
 * Paho would acknowledge them on arrival; so it is given them at QoS 1, and what it sends as their PUBACK leaves as
 * the PUBREC that the broker waits for, after the commit. What follows, Paho does by itself. Safe for any number of threads.
 */
public final class TwoStepAcknowledgements {

    private static final int LENGTH_OF_PUBACK = 4;

    private final BitSet identifiers = new BitSet();
    private volatile boolean any;

    synchronized void arrived(int identifier) {
        identifiers.set(identifier);
        any = true;
    }

    /** To be given whatever is written, and of a run of PUBACKs each by itself. */
    public void adapt(byte[] bytes, int offset, int length) {
        if (any && length == LENGTH_OF_PUBACK && PacketType.of(bytes[offset]) == PacketType.PUBACK) {
            int identifier = (bytes[offset + 2] & 0xFF) << 8 | bytes[offset + 3] & 0xFF;
            if (take(identifier)) {
                bytes[offset] = (byte) (PacketType.PUBREC << 4);
            }
        }
    }

    private synchronized boolean take(int identifier) {
        boolean present = identifiers.get(identifier);
        identifiers.clear(identifier);
        return present;
    }
}
