package io.deviceingest.mqtt.probe;

import java.time.Duration;

/**
 * How a step of the diagnosis divides its time limit: its waits together end before the limit does, so that the step
 * itself can say what did not answer. Immutable.
 */
record TimeShares(Duration limit) {

    Duration toResolve() {
        return percent(90);
    }

    Duration toReach() {
        return percent(70);
    }

    /** After {@link #toReach}: to look where the broker may be instead. */
    Duration toReachElsewhere() {
        return percent(10);
    }

    /** For each of up to two waits: opening a connection with its handshake, and asking who is there. */
    Duration toOpen() {
        return percent(35);
    }

    /** After {@link #toOpen}: for all packets of the connection. */
    Duration toTalk() {
        return percent(40);
    }

    private Duration percent(int part) {
        return limit.multipliedBy(part).dividedBy(100);
    }
}
