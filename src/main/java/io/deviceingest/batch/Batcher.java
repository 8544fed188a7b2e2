package io.deviceingest.batch;

import io.deviceingest.retry.Backoff;
import io.deviceingest.threads.Guard;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Natural batching: a writer takes all that waits, up to a size, and writes at once; while it writes, the next batch
 * grows. There is no timer, so an idle system has the latency of one write and a busy one has full batches.
 *
 * <p>An entry ends exactly once: it succeeds when the write that carried it returned; it fails alone when the write
 * blames a message and it is the guilty one; it is handed back when it was withdrawn or the batcher stopped. When a
 * write blames the system, everything is held, in order, and tried again until it succeeds or the batcher stops.
 *
 * <p>A connection that the server ends while a write runs blames the system first. What broke it is written again only
 * after a write of nothing has succeeded; when it breaks three times all the same, one of its entries is the guilty one.
 *
 * <p>Any number of threads may add; one thread runs {@link #run}.
 */
final class Batcher<T extends BatchEntry> {

    private static final String WITHDRAWN = "it comes again on a new connection";

    private final BatchLimits limits;
    private final BatchWriter<T> writer;
    private final BatchWriter<T> lastResort;
    private final BatchListener listener;
    private final Backoff backoff;
    private final Guard guard;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition pauseOver = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean stopped;

    /** Only the writing thread touches it. */
    private final LeftOver<T> leftOver = new LeftOver<>();

    private int entriesAtOnce;

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
        this.entriesAtOnce = limits.entries();
    }

    /** Adds an entry and returns at once; false when the batcher has stopped, and then the entry is not taken. */
    boolean add(T entry) {
        lock.lock();
        try {
            if (stopped) {
                return false;
            }
            waiting.add(entry);
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Hands back everything that was withdrawn and is not being written at this moment. */
    void handBackWithdrawn() {
        List<T> withdrawn = new ArrayList<>();
        lock.lock();
        try {
            waiting.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
            pauseOver.signal();
        } finally {
            lock.unlock();
        }
        withdrawn.forEach(entry -> entry.handedBack(WITHDRAWN));
    }

    /** Ends {@link #run} after the write that is under way. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            work.signal();
            pauseOver.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Writes until stopped, then hands back what is left. */
    void run() {
        try {
            while (awaitWork()) {
                if (!guard.attempt(this::writeNext)) {
                    pause(backoff.next());
                }
            }
        } finally {
            stop();
            for (Part<T> left = next(); !left.isEmpty(); left = next()) {
                left.entries().forEach(entry -> entry.handedBack("the program stops"));
            }
        }
    }

    /** Waits until there is something to write; false when stopped. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!stopped && leftOver.isEmpty() && waiting.isEmpty()) {
                work.awaitUninterruptibly();
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** One step of {@link #run}: attempts one write, if there is anything to write that was not withdrawn. */
    void writeNext() {
        Part<T> part = nextThatStays();
        if (part.isSuspect() && writesNothing(part)) {
            // Once more from the beginning: meanwhile some of it may have been withdrawn.
            leftOver.putBack(part);
            part = nextThatStays();
        } else if (part.isSuspect()) {
            return;
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

    /** Whether the write succeeds without entries; where it does not, the part is held, and no more suspect than before. */
    private boolean writesNothing(Part<T> part) {
        long began = System.nanoTime();
        try {
            writer.write(List.of());
            return true;
        } catch (Throwable e) {
            Exception cause = guard.survived(e);
            hold(part, Duration.ofNanos(System.nanoTime() - began), Fault.of(cause), cause);
            return false;
        }
    }

    /** First what is left over, then what waits; empty when there is nothing. */
    private Part<T> next() {
        return leftOver.isEmpty() ? takeWaiting() : leftOver.take(entriesAtOnce);
    }

    private Part<T> takeWaiting() {
        lock.lock();
        try {
            return new Part<>(limits.take(waiting, entriesAtOnce));
        } finally {
            lock.unlock();
        }
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

    /** No entry is forgotten, here and below, whatever the listener throws. */
    private void failed(Part<T> part, BatchWriter<T> way, Duration took, Exception cause) {
        Fault fault = Fault.of(cause);
        boolean broke = fault == Fault.BROKEN_OFF && part.broke();
        if (fault != Fault.MESSAGE && !broke) {
            hold(part, took, fault, cause);
        } else if (part.size() > 1) {
            leftOver.putBackInHalves(part);
            listener.split(part.size(), took);
        } else if (lastResort == null || !lastResort.isThere()) {
            Exception reason = broke ? Failures.broke(cause, Part.BREAKS_THAT_BLAME) : cause;
            part.entries().get(0).rejected(reason);
            listener.rejected(reason, took);
        } else if (way == writer) {
            attempt(part, lastResort);
        } else {
            hold(part, took, Fault.OTHER, cause);
        }
    }

    private void written(Part<T> part, long began) {
        backoff.reset();
        entriesAtOnce = Math.min(limits.entries(), entriesAtOnce * 2);
        try {
            listener.written(part.size(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            part.entries().forEach(BatchEntry::succeeded);
        }
    }

    private void hold(Part<T> part, Duration took, Fault fault, Exception cause) {
        Duration pause = backoff.next();
        leftOver.putBack(part);
        if (fault.asksForLess()) {
            entriesAtOnce = Math.max(1, part.size() / 2);
        }
        listener.held(part.size(), took, fault, cause, pause);
        pause(pause);
    }

    /** Waits for the time, at most: a stop or a withdrawal ends it early (and so may the system), an arrival not. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause(Duration pause) {
        lock.lock();
        try {
            if (!stopped) {
                pauseOver.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
