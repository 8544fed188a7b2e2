package io.deviceingest.clock;

import io.deviceingest.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingest's clock: what {@code received_at} and the sweep's "now" are read from.
 *
 * <p>Microseconds since 1970, strictly increasing within the process, so that arrival order is the order of the times.
 * It is set by the machine's clock once, counts by itself, and follows that clock by small steps only: a clock that
 * jumps does not take the times of messages with it. Safe for any number of threads.
 */
public final class IngestClock {

    private static final Logger LOG = LoggerFactory.getLogger(IngestClock.class);

    /** From here on the difference is no drift any more, and is logged. */
    static final Duration JUMP = Duration.ofSeconds(5);

    /** It follows by so much of the time that passes: ten times what NTP corrects at most without a step. */
    static final int FOLLOWED_PART = 200;

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final Clock machine;
    private final LongSupplier monotonic;
    private final long originNanos;
    private long originMicros;
    private long lookedNanos;
    private long last;
    private boolean jumped;

    public IngestClock(Clock machine) {
        this(machine, System::nanoTime);
    }

    IngestClock(Clock machine, LongSupplier monotonic) {
        this.machine = machine;
        this.monotonic = monotonic;
        originNanos = monotonic.getAsLong();
        lookedNanos = originNanos;
        originMicros = machineMicros();
    }

    /** Now, in microseconds since 1970-01-01T00:00Z; greater than everything returned before. */
    public synchronized long micros() {
        long nanos = monotonic.getAsLong();
        if (nanos - lookedNanos >= LOOK_EVERY_NANOS) {
            follow(nanos);
        }
        last = Math.max(last + 1, counted(nanos));
        return last;
    }

    /** How far it is behind the machine's clock; negative ahead. */
    synchronized Duration behindMachine() {
        return Duration.of(machineMicros() - counted(monotonic.getAsLong()), ChronoUnit.MICROS);
    }

    /** Is set by the machine's clock once more; what was returned before stays in the past all the same. */
    synchronized void set() {
        originMicros += machineMicros() - counted(monotonic.getAsLong());
        jumped = false;
    }

    private void follow(long nanos) {
        long behind = machineMicros() - counted(nanos);
        long most = (nanos - lookedNanos) / 1_000 / FOLLOWED_PART;
        originMicros += Math.max(-most, Math.min(behind, most));
        lookedNanos = nanos;
        boolean beyond = Math.abs(behind) > JUMP.toMillis() * 1_000;
        if (beyond && !jumped) {
            LOG.warn(
                    "[CLOCK] {}",
                    new Problem(
                            "This machine's clock is suddenly " + Math.abs(behind) / 1_000_000 + " s "
                                    + (behind > 0 ? "ahead" : "behind")
                                    + ": messages are dated as if it were not, and follow it by "
                                    + 1_000 / FOLLOWED_PART + " ms a second",
                            "let NTP set the clock (timedatectl set-ntp true); if it is right now, restart the"
                                    + " program"));
        }
        jumped = beyond;
    }

    private long counted(long nanos) {
        return originMicros + (nanos - originNanos) / 1_000;
    }

    private long machineMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, machine.instant());
    }
}
