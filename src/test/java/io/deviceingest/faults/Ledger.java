package io.deviceingest.faults;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What the virtual devices of one boot tried to say, and what of it the broker has acknowledged: from then on the
 * devices have forgotten it, and it must not be lost. A message takes some 50 bytes, so that it can keep the millions of
 * a soak run. Safe for any number of threads.
 */
final class Ledger {

    private final List<Reading> attempted = new ArrayList<>();
    private final BitSet acknowledged = new BitSet();
    private int countAcknowledged;

    /** Takes down a message, made of the next sequence number; they count from 0. */
    synchronized Reading attempt(IntFunction<Reading> message) {
        Reading reading = message.apply(attempted.size());
        attempted.add(reading);
        return reading;
    }

    synchronized void acknowledged(Reading reading) {
        acknowledged.set(reading.sequence());
        countAcknowledged++;
    }

    /** By sequence number; a message whose acknowledgement was lost may be in the database all the same. */
    synchronized List<Reading> attempted() {
        return List.copyOf(attempted);
    }

    /** Their sequence numbers. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    synchronized int countAcknowledged() {
        return countAcknowledged;
    }
}
