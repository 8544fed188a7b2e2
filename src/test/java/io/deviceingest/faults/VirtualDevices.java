package io.deviceingest.faults;

import io.deviceingest.embedded.Broker;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Ten devices that publish readings at QoS 1 at a steady rate until closed, and repeat each one until the broker has
 * acknowledged it, through any number of connections. Everything is written into a ledger.
 */
final class VirtualDevices implements AutoCloseable {

    private static final List<String> NAMES =
            IntStream.range(0, 10).mapToObj(number -> "virtual-" + number).toList();

    private final Broker broker;
    private final Ledger ledger;
    private final String boot;
    private final Traffic traffic;
    private final Random random;
    private final List<Thread> threads;
    private volatile boolean closed;

    private VirtualDevices(Broker broker, Ledger ledger, Traffic traffic, Random random) {
        this.broker = broker;
        this.ledger = ledger;
        this.boot = Integer.toString(random.nextInt(1 << 30), 36);
        this.traffic = traffic;
        this.random = random;
        this.threads = IntStream.range(0, traffic.voices())
                .mapToObj(number -> "virtual-devices-" + boot + "-" + number)
                .map(name -> new Thread(() -> publishAll(name), name))
                .toList();
    }

    /** Starts them with a ledger of their own. */
    static VirtualDevices start(Broker broker, Ledger ledger, Traffic traffic, Random random) {
        VirtualDevices devices = new VirtualDevices(broker, ledger, traffic, random);
        devices.threads.forEach(Thread::start);
        return devices;
    }

    private void publishAll(String clientId) {
        long nanosBetween = TimeUnit.SECONDS.toNanos(traffic.voices()) / traffic.perSecond();
        long due = System.nanoTime();
        try (Voice voice = new Voice(broker, clientId)) {
            while (!closed) {
                Reading reading = ledger.attempt(this::next);
                if (voice.publish(reading, () -> !closed)) {
                    ledger.acknowledged(reading);
                }
                due = Math.max(due + nanosBetween, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private Reading next(int sequence) {
        boolean poison = traffic.poisonOneIn() > 0 && random.nextInt(traffic.poisonOneIn()) == 0;
        return new Reading(
                NAMES.get(random.nextInt(NAMES.size())),
                boot,
                sequence,
                Instant.now().getEpochSecond(),
                poison,
                random.nextInt(traffic.mostPadding() + 1));
    }

    /** Ends after the messages that are being published; no message of theirs is under way afterwards. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
