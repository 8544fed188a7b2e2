package io.deviceingest.message;

/** How many messages there were until one moment, and what became of them. Immutable. */
public record MessageTotals(
        long received, long stored, long duplicate, long deadLettered, long ignored, long dropped, long returned) {

    /** Those of which nothing has become yet. */
    public long inFlight() {
        return received - stored - duplicate - deadLettered - ignored - dropped - returned;
    }

    /** Without those in flight, of which the one who asks knows more. */
    @Override
    public String toString() {
        return "received " + received + ": stored " + stored + ", duplicate " + duplicate + ", dead-lettered "
                + deadLettered + ", ignored " + ignored + ", dropped " + dropped + ", returned " + returned;
    }
}
