package io.deviceingest.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of a machine on which time passes when it is told to, and which anybody can set. Not thread-safe. */
final class MachineClock extends Clock {

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private long nanos;

    /** So much time passes: what counts goes on, and what shows the time of day. */
    void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    /** Somebody sets it; no time passes. */
    void jump(Duration by) {
        now = now.plus(by);
    }

    /** What {@link System#nanoTime} would say. */
    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("it has one zone");
    }
}
