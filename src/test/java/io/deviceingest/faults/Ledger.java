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

    private final List<Ledger> earlier;
    private final List<Reading> attempted = new ArrayList<>();
    private final BitSet acknowledged = new BitSet();
    private int countAcknowledged;

    Ledger() {
        this(List.of());
    }

    private Ledger(List<Ledger> earlier) {
        this.earlier = earlier;
    }

    /** An empty one that remembers those before it: a broker may bring what they hold once more at any time. */
    Ledger next() {
        List<Ledger> all = new ArrayList<>(earlier);
        all.add(this);
        return new Ledger(all);
    }

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

    synchronized int countAttempted() {
        return attempted.size();
    }

    /** The ledgers before this one. */
    List<Ledger> earlier() {
        return earlier;
    }

    /** Whether this device said this; what is poison is said too. */
    synchronized boolean holds(String device, String boot, long sequence) {
        if (sequence < 0 || sequence >= attempted.size()) {
            return false;
        }
        Reading reading = attempted.get((int) sequence);
        return reading.device().equals(device) && reading.boot().equals(boot);
    }

    /** Their sequence numbers. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    synchronized int countAcknowledged() {
        return countAcknowledged;
    }
}
