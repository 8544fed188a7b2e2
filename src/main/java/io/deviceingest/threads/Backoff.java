package io.deviceingest.threads;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waiting times that double from a first to a longest one, each shortened at random by up to a fifth, so that many
 * that failed together do not return together. Not thread-safe: it belongs to the thread that waits.
 */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** How long to wait before the next attempt. */
    public Duration next() {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return Duration.ofNanos(
                (long) (wait.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.0)));
    }

    /** After a success: the next wait is the first one again. */
    public void reset() {
        next = first;
    }
}
