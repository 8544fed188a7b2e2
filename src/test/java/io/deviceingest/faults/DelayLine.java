package io.deviceingest.faults;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is on its way: it comes out in the order in which it went in, nothing before it is due, and any amount may be
 * under way at a time up to a limit of bytes. One thread puts and one takes.
 */
final class DelayLine {

    private static final long MOST_BYTES = 4L << 20;

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Entry> entries = new ArrayDeque<>();
    private long bytes;

    private record Entry(long due, int bytes, Connection.Work work) {}

    /**
     * @param due as of {@link System#nanoTime}
     * @param size of the bytes that the work carries
     */
    void put(long due, int size, Connection.Work work) throws InterruptedException {
        lock.lock();
        try {
            while (bytes >= MOST_BYTES) {
                changed.await();
            }
            bytes += size;
            entries.add(new Entry(due, size, work));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first one to be due. */
    Connection.Work take() throws InterruptedException {
        lock.lock();
        try {
            while (entries.isEmpty()) {
                changed.await();
            }
            Entry first = entries.element();
            long early = first.due - System.nanoTime();
            while (early > 0) {
                // The delay is the feature: a long line.
                early = changed.awaitNanos(early);
            }
            entries.remove();
            bytes -= first.bytes;
            changed.signalAll();
            return first.work;
        } finally {
            lock.unlock();
        }
    }
}
