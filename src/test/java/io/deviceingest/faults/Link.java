package io.deviceingest.faults;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How one direction treats the bytes that pass, on all connections together. Safe for any number of threads. */
final class Link {

    private static final int PIECES_PER_SECOND = 50;

    private long latency;
    private long jitter;
    private long bytesPerSecond;
    private long freeFrom = System.nanoTime();
    private boolean sliced;
    private long bytesUntilCut = Long.MAX_VALUE;

    synchronized void latency(Duration atLeast, Duration jitter) {
        this.latency = atLeast.toNanos();
        this.jitter = jitter.toNanos();
    }

    /** @param bytesPerSecond 0 for no limit */
    synchronized void bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    synchronized void slice(boolean sliced) {
        this.sliced = sliced;
    }

    synchronized void cutAfter(long bytes) {
        bytesUntilCut = bytes;
    }

    synchronized void heal() {
        latency(Duration.ZERO, Duration.ZERO);
        bandwidth(0);
        slice(false);
        cutAfter(Long.MAX_VALUE);
    }

    /** The time, as of {@link System#nanoTime}, at which bytes that come in now are to go out. */
    synchronized long due() {
        return System.nanoTime() + latency + ThreadLocalRandom.current().nextLong(jitter + 1);
    }

    /**
     * How many bytes there are until the cut after so many further ones; where this is not positive, the cut is due,
     * and as many of them as are missing are not to go.
     */
    synchronized long leftAfter(int bytes) {
        if (bytesUntilCut == Long.MAX_VALUE) {
            return bytesUntilCut;
        }
        long left = bytesUntilCut - bytes;
        bytesUntilCut = left > 0 ? left : Long.MAX_VALUE;
        return left;
    }

    /** The most bytes that may go at once. */
    synchronized int piece() {
        if (sliced) {
            return 1;
        }
        return bytesPerSecond == 0 ? Integer.MAX_VALUE : (int) Math.max(1, bytesPerSecond / PIECES_PER_SECOND);
    }

    /** Waits until the bandwidth has room for so many bytes. */
    void awaitRoom(int bytes) throws InterruptedException {
        long from = reserve(bytes);
        for (long early = from - System.nanoTime(); early > 0; early = from - System.nanoTime()) {
            // The delay is the feature: a thin line.
            LockSupport.parkNanos(early);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private synchronized long reserve(int bytes) {
        long now = System.nanoTime();
        if (bytesPerSecond == 0) {
            return now;
        }
        freeFrom = Math.max(now, freeFrom) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        return freeFrom;
    }
}
