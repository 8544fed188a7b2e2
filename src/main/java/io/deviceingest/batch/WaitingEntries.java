package io.deviceingest.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written, in the order of its arrival, and what the writing thread waits for. Safe for any number of
 * threads.
 *
 * @param <T> what is written
 */
final class WaitingEntries<T extends BatchEntry> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition pauseOver = lock.newCondition();
    private final Deque<T> entries = new ArrayDeque<>();
    private boolean stopped;

    /** False when stopped, and then the entry is not taken. */
    boolean add(T entry) {
        lock.lock();
        try {
            if (stopped) {
                return false;
            }
            entries.add(entry);
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything out that was withdrawn, and ends a pause. */
    List<T> removeWithdrawn() {
        List<T> withdrawn = new ArrayList<>();
        lock.lock();
        try {
            entries.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
            pauseOver.signal();
        } finally {
            lock.unlock();
        }
        return withdrawn;
    }

    /** Takes what one write may carry; nothing when nothing waits. */
    List<T> take(BatchLimits limits, int most) {
        lock.lock();
        try {
            return limits.take(entries, most);
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, and ends both waits. */
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

    /** Waits until there is something to write, if there is nothing else; false when stopped. */
    boolean awaitWork(boolean thereIsOther) {
        lock.lock();
        try {
            while (!stopped && !thereIsOther && entries.isEmpty()) {
                work.awaitUninterruptibly();
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time, at most: a stop or a withdrawal ends it early (and so may the system), an arrival not. */
    @SuppressWarnings("WaitNotInLoop")
    void pause(Duration pause) {
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
