package io.deviceingest.mqtt;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Everything that arrived and has not come to its end, and the bounds on it: so many QoS 1 messages, as many QoS 0
 * ones, and so many bytes of payloads, topics, user properties and lists of envelopes. Safe for any number of threads.
 */
public final class InFlight {

    /** How long one look lasts, for room or at a link: a connection that ended is noticed within this time. */
    static final long SLICE_MILLIS = 50;

    private final int maxPerQos;
    private final long maxBytes;
    private final Runnable onFull;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<Delivery> deliveries = new LinkedHashSet<>();
    private final int[] count = new int[2];
    private long bytes;
    private long lastLeftNanos = System.nanoTime();

    /** @param onFull told, again and again, while nothing more finds room; must return at once */
    InFlight(int maxPerQos, long maxBytes, Runnable onFull) {
        this.maxPerQos = maxPerQos;
        this.maxBytes = maxBytes;
        this.onFull = onFull;
    }

    /** Takes a QoS 0 message if there is room for it at once. */
    boolean tryEnter(Delivery delivery) {
        lock.lock();
        try {
            return hasRoom(delivery) && add(delivery);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room in slices, as long as the message is wanted; false when it is not any more. */
    boolean enter(Delivery delivery, BooleanSupplier wanted) throws InterruptedException {
        lock.lock();
        try {
            while (!hasRoom(delivery)) {
                if (!wanted.getAsBoolean()) {
                    return false;
                }
                boolean signalled = left.await(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                if (!signalled && !wanted.getAsBoolean()) {
                    return false;
                }
            }
            return add(delivery);
        } finally {
            lock.unlock();
        }
    }

    /** Takes one whose message is here already, from an earlier connection: that copy ends, and needs no room any more. */
    boolean enterAgain(Delivery delivery) {
        lock.lock();
        try {
            return add(delivery);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What an earlier connection delivered of a message that is delivered again; null where nothing of it is here. That
     * its session is there says nothing: a broker may come back from a crash with an older copy of the session, in which
     * the message is not. The packet identifier is the same in most brokers (MQTT 5, 4.4 asks for it), but not in all.
     */
    Delivery earlier(Delivery again) {
        lock.lock();
        try {
            Delivery same = null;
            for (Delivery one : deliveries) {
                // In the order of arrival: from here on all are of the same connection.
                if (one.link() == again.link()) {
                    break;
                }
                if (!one.hasComeAgain() && one.bringsTheSameAs(again)) {
                    if (one.packetId() == again.packetId()) {
                        return one;
                    }
                    same = same == null ? one : same;
                }
            }
            return same;
        } finally {
            lock.unlock();
        }
    }

    /** A message that is here takes so much more than it came with: what comes next waits for room all the longer. */
    void grow(Delivery delivery, int more) {
        lock.lock();
        try {
            if (deliveries.contains(delivery)) {
                delivery.add(more);
                bytes += more;
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(Delivery delivery) {
        lock.lock();
        try {
            if (deliveries.remove(delivery)) {
                count[delivery.qos()]--;
                bytes -= delivery.bytes();
                lastLeftNanos = System.nanoTime();
                left.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return deliveries.size();
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest of them has been here; zero when there is none. */
    public Duration oldestAge() {
        lock.lock();
        try {
            Iterator<Delivery> oldest = deliveries.iterator();
            return oldest.hasNext() ? oldest.next().age() : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight, at most so long; says whether it came to that. */
    boolean awaitEmpty(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (!deliveries.isEmpty() && System.nanoTime() < until) {
                left.await(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            }
            return deliveries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** For how long nothing has been in flight; zero while something is. */
    Duration emptyFor() {
        lock.lock();
        try {
            return deliveries.isEmpty() ? Duration.ofNanos(System.nanoTime() - lastLeftNanos) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Delivery delivery) {
        boolean fits = bytes + delivery.bytes() <= maxBytes || deliveries.isEmpty();
        boolean room = fits && count[delivery.qos()] < maxPerQos;
        if (!room) {
            onFull.run();
        }
        return room;
    }

    private boolean add(Delivery delivery) {
        count[delivery.qos()]++;
        bytes += delivery.bytes();
        // A broker that keeps to the bound sends no more, so that nobody would find it full.
        if (count[delivery.qos()] == maxPerQos) {
            onFull.run();
        }
        delivery.entered(this);
        return deliveries.add(delivery);
    }
}
