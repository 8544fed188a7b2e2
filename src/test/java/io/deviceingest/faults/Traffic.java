package io.deviceingest.faults;

/**
 * What the virtual devices send together.
 *
 * @param voices how many connections they have: each of them waits for an acknowledgement before its next message
 * @param perSecond at most; fewer where the broker takes no more
 * @param poisonOneIn how many messages contain one that can only become a dead letter; 0 for none
 * @param mostPadding up to how many characters a payload is longer than it needs to be
 */
record Traffic(int voices, int perSecond, int poisonOneIn, int mostPadding) {

    private static final int STEADY = 300;

    /** A steady stream of small readings. */
    static Traffic steady() {
        return withPoison(0);
    }

    /**
     * How many messages a second the program stores at least of what has gathered: far fewer where batches hold several
     * that the database refuses, and are split for each.
     */
    int slowestDrain() {
        return poisonOneIn > 0 && poisonOneIn < 20 ? 100 : 1_000;
    }

    static Traffic withPoison(int oneIn) {
        return new Traffic(1, STEADY, oneIn, 0);
    }
}
