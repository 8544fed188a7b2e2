package io.deviceingest.batch;

import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.time.Duration;
import java.util.List;

/**
 * Natural batching: a writer takes all that waits, up to a size, and writes at once; while it writes, the next batch
 * grows. There is no timer, so an idle system has the latency of one write and a busy one has full batches.
 *
 * <p>An entry ends exactly once: it succeeds when the write that carried it returned; it fails alone when the write
 * blames a message and it is the guilty one; it is handed back when it was withdrawn or the batcher stopped. What one
 * entry brings is never divided. When a
 * write blames the system, everything is held, in order, and tried again until it succeeds or the batcher stops.
 *
 * <p>A connection that breaks while a write runs blames the system first. What was written is written again only after a
 * write of nothing has succeeded; when it takes the server down three times all the same ({@link Part}), one of its
 * entries is the guilty one.
 *
 * <p>Any number of threads may add; one thread runs {@link #run}.
 */
final class Batcher<T extends BatchEntry> {

    private static final String WITHDRAWN = "it was delivered again on a new connection";

    private final BatchLimits limits;
    private final BatchWriter<T> writer;
    private final BatchWriter<T> lastResort;
    private final BatchListener listener;
    private final Backoff backoff;
    private final Guard guard;

    private final WaitingEntries<T> waiting = new WaitingEntries<>();

    /** Only the writing thread touches it. */
    private final LeftOver<T> leftOver = new LeftOver<>();

    private int envelopesAtOnce;

    /** @param lastResort how to write an entry that is refused alone; null where it is rejected instead */
    Batcher(
            BatchLimits limits,
            BatchWriter<T> writer,
            BatchWriter<T> lastResort,
            BatchListener listener,
            Backoff backoff,
            Guard guard) {
        this.limits = limits;
        this.writer = writer;
        this.lastResort = lastResort;
        this.listener = listener;
        this.backoff = backoff;
        this.guard = guard;
        this.envelopesAtOnce = limits.envelopes();
    }

    /** Adds an entry and returns at once; false when the batcher has stopped, and then the entry is not taken. */
    boolean add(T entry) {
        return waiting.add(entry);
    }

    /** Hands back everything that was withdrawn and is not being written at this moment. */
    void handBackWithdrawn() {
        waiting.removeWithdrawn().forEach(entry -> entry.handedBack(WITHDRAWN));
    }

    /** Ends {@link #run} after the write that is under way. */
    void stop() {
        waiting.stop();
    }

    /** Writes until stopped, then hands back what is left. */
    void run() {
        try {
            while (waiting.awaitWork(!leftOver.isEmpty())) {
                if (!guard.attempt(this::writeNext)) {
                    waiting.pause(backoff.next());
                }
            }
        } finally {
            stop();
            for (Part<T> left = next(); !left.isEmpty(); left = next()) {
                left.entries().forEach(entry -> entry.handedBack("the program stops"));
            }
        }
    }

    /** One step of {@link #run}: attempts one write, if there is anything to write that was not withdrawn. */
    void writeNext() {
        Part<T> part = nextThatStays();
        if (part.isSuspect()) {
            if (!isCleared(part)) {
                return;
            }
            // Once more from the beginning: meanwhile some of it may have been withdrawn.
            leftOver.putBack(part);
            part = nextThatStays();
        }
        if (!part.isEmpty()) {
            attempt(part, writer);
        }
    }

    private Part<T> nextThatStays() {
        handBackWithdrawn();
        leftOver.removeWithdrawn().forEach(entry -> entry.handedBack(WITHDRAWN));
        return next();
    }

    /** Whether it may be written: the write succeeds without entries, and they have not taken the server down too often. */
    private boolean isCleared(Part<T> part) {
        long began = System.nanoTime();
        Object life;
        try {
            writer.write(List.of());
            life = writer.serverLife();
        } catch (Throwable e) {
            Exception cause = guard.survived(e);
            hold(part, Duration.ofNanos(System.nanoTime() - began), Fault.of(cause), cause);
            return false;
        }
        Exception cause = part.serverAnswers(life);
        if (cause != null) {
            blame(part, Duration.ofNanos(System.nanoTime() - began), Failures.broke(cause, Part.BREAKS_THAT_BLAME));
        }
        return cause == null;
    }

    /** First what is left over, then what waits; empty when there is nothing. */
    private Part<T> next() {
        return leftOver.isEmpty() ? new Part<>(waiting.take(limits, envelopesAtOnce)) : leftOver.take(envelopesAtOnce);
    }

    private void attempt(Part<T> part, BatchWriter<T> way) {
        long began = System.nanoTime();
        try {
            way.write(part.entries());
        } catch (Throwable e) {
            failed(part, way, Duration.ofNanos(System.nanoTime() - began), guard.survived(e));
            return;
        }
        written(part, began);
    }

    private void failed(Part<T> part, BatchWriter<T> way, Duration took, Exception cause) {
        Fault fault = Fault.of(cause);
        if (fault.isBreak()) {
            part.broke(cause, fault == Fault.BROKEN_OFF);
        }
        if (fault != Fault.MESSAGE) {
            hold(part, took, fault, cause);
        } else if (way == writer) {
            blame(part, took, cause);
        } else {
            hold(part, took, Fault.OTHER, cause);
        }
    }

    /** No entry is forgotten, here and below, whatever the listener throws. */
    private void blame(Part<T> part, Duration took, Exception cause) {
        if (part.size() > 1) {
            leftOver.putBackInHalves(part);
            listener.split(part.size(), took);
        } else if (lastResort == null || !lastResort.isThere()) {
            part.entries().get(0).rejected(cause);
            listener.rejected(cause, took);
        } else {
            attempt(part, lastResort);
        }
    }

    private void written(Part<T> part, long began) {
        backoff.reset();
        envelopesAtOnce = Math.min(limits.envelopes(), envelopesAtOnce * 2);
        try {
            listener.written(part.envelopes(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            part.entries().forEach(BatchEntry::succeeded);
        }
    }

    private void hold(Part<T> part, Duration took, Fault fault, Exception cause) {
        Duration pause = backoff.next();
        leftOver.putBack(part);
        if (fault.asksForLess()) {
            envelopesAtOnce = Math.max(1, part.envelopes() / 2);
        }
        listener.held(part.size(), took, fault, cause, pause);
        waiting.pause(pause);
    }
}
