package io.deviceingest.clock;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ingest's clock: what {@code received_at} and the sweep's "now" are read from.
 *
 * <p>Microseconds since 1970, strictly increasing within the process, so that arrival order is the order of the times
 * even when the machine's clock is set back. Safe for any number of threads.
 */
public final class IngestClock {

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public IngestClock(Clock clock) {
        this.clock = clock;
    }

    /** Now, in microseconds since 1970-01-01T00:00Z; greater than everything returned before. */
    public long micros() {
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return last.updateAndGet(previous -> Math.max(previous + 1, micros));
    }
}
