package io.deviceingest.batch;

import io.deviceingest.retry.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
 * <p>Any number of threads may add; one thread runs {@link #run}.
 */
final class Batcher<T extends BatchEntry> {

    /** Writes entries together: all of them or none. It is asked whether there is such a way at this moment. */
    interface Writer<T> {
        void write(List<T> entries) throws Exception;

        default boolean isThere() {
            return true;
        }
    }

    /** How much one write may carry. */
    record Limits(int entries, int bytes) {}

    private static final String WITHDRAWN = "it comes again on a new connection";

    private final Limits limits;
    private final Writer<T> writer;
    private final Writer<T> lastResort;
    private final BatchListener listener;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition pauseOver = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean stopped;

    /** What is left of batches that were split or held, in order. Only the writing thread touches it. */
    private final Deque<List<T>> parts = new ArrayDeque<>();

    private int entriesAtOnce;

    /** @param lastResort how to write an entry that is refused alone; null where it is rejected instead */
    Batcher(Limits limits, Writer<T> writer, Writer<T> lastResort, BatchListener listener, Backoff backoff) {
        this.limits = limits;
        this.writer = writer;
        this.lastResort = lastResort;
        this.listener = listener;
        this.backoff = backoff;
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
        List<T> withdrawn;
        lock.lock();
        try {
            withdrawn = removeWithdrawn(waiting);
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
                writeNext();
            }
        } finally {
            stop();
            for (List<T> left = next(); !left.isEmpty(); left = next()) {
                left.forEach(entry -> entry.handedBack("the program stops"));
            }
        }
    }

    /** Waits until there is something to write; false when stopped. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!stopped && parts.isEmpty() && waiting.isEmpty()) {
                work.awaitUninterruptibly();
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** One step of {@link #run}: attempts one write, if there is anything to write that was not withdrawn. */
    void writeNext() {
        handBackWithdrawn();
        handBackWithdrawnParts();
        List<T> part = next();
        if (!part.isEmpty()) {
            attempt(part, writer);
        }
    }

    /** First what is left over, then what waits; empty when there is nothing. */
    private List<T> next() {
        return parts.isEmpty() ? takeWaiting() : takeLeftOver();
    }

    private List<T> takeWaiting() {
        lock.lock();
        try {
            List<T> part = new ArrayList<>(Math.min(entriesAtOnce, waiting.size()));
            int bytes = 0;
            while (!waiting.isEmpty()
                    && part.size() < entriesAtOnce
                    && (part.isEmpty() || bytes + waiting.peek().size() <= limits.bytes())) {
                bytes += waiting.peek().size();
                part.add(waiting.poll());
            }
            return part;
        } finally {
            lock.unlock();
        }
    }

    private List<T> takeLeftOver() {
        List<T> part = parts.poll();
        if (part.size() <= entriesAtOnce) {
            return part;
        }
        parts.push(part.subList(entriesAtOnce, part.size()));
        return part.subList(0, entriesAtOnce);
    }

    private void attempt(List<T> part, Writer<T> way) {
        long began = System.nanoTime();
        try {
            way.write(part);
        } catch (Exception e) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Fault fault = Fault.of(e);
            if (fault != Fault.MESSAGE) {
                hold(part, took, fault, e);
            } else if (part.size() > 1) {
                listener.split(part.size(), took);
                parts.push(part.subList(part.size() / 2, part.size()));
                parts.push(part.subList(0, part.size() / 2));
            } else if (lastResort == null || !lastResort.isThere()) {
                listener.rejected(e, took);
                part.get(0).rejected(e);
            } else if (way == writer) {
                attempt(part, lastResort);
            } else {
                hold(part, took, Fault.OTHER, e);
            }
            return;
        }
        written(part, began);
    }

    private void written(List<T> part, long began) {
        listener.written(part.size(), Duration.ofNanos(System.nanoTime() - began));
        backoff.reset();
        entriesAtOnce = Math.min(limits.entries(), entriesAtOnce * 2);
        part.forEach(BatchEntry::succeeded);
    }

    private void hold(List<T> part, Duration took, Fault fault, Exception cause) {
        Duration pause = backoff.next();
        listener.held(part.size(), took, fault, cause, pause);
        if (fault.asksForLess()) {
            entriesAtOnce = Math.max(1, part.size() / 2);
        }
        parts.push(part);
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

    private void handBackWithdrawnParts() {
        List<T> withdrawn = new ArrayList<>();
        for (int left = parts.size(); left > 0; left--) {
            List<T> kept = new ArrayList<>(parts.poll());
            withdrawn.addAll(removeWithdrawn(kept));
            if (!kept.isEmpty()) {
                parts.add(kept);
            }
        }
        withdrawn.forEach(entry -> entry.handedBack(WITHDRAWN));
    }

    private List<T> removeWithdrawn(Collection<T> entries) {
        List<T> withdrawn = new ArrayList<>();
        entries.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
        return withdrawn;
    }
}
