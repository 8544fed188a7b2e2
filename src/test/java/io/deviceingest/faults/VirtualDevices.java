package io.deviceingest.faults;

import io.deviceingest.faults.Reading.Poison;
import io.deviceingest.testkit.RestartableBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
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

    private final RestartableBroker broker;
    private final Ledger ledger;
    private final String boot;
    private final Traffic traffic;
    private final Random random;
    private final List<Thread> threads;
    private final Voice prompted;

    /** One for each voice: whoever has it may publish. */
    private final Semaphore turns;

    private volatile Duration ahead = Duration.ZERO;
    private volatile boolean closed;

    private VirtualDevices(RestartableBroker broker, Ledger ledger, Traffic traffic, Random random) {
        this.broker = broker;
        this.ledger = ledger;
        this.boot = Integer.toString(random.nextInt(1 << 30), 36);
        this.traffic = traffic;
        this.random = random;
        this.turns = new Semaphore(traffic.voices());
        this.prompted = new Voice(broker, ledger, "virtual-devices-" + boot + "-prompted");
        this.threads = IntStream.range(0, traffic.voices())
                .mapToObj(number -> "virtual-devices-" + boot + "-" + number)
                .map(name -> new Thread(() -> publishAll(name), name))
                .toList();
    }

    /** Starts them with a ledger of their own. */
    static VirtualDevices start(RestartableBroker broker, Ledger ledger, Traffic traffic, Random random) {
        VirtualDevices devices = new VirtualDevices(broker, ledger, traffic, random);
        devices.threads.forEach(Thread::start);
        return devices;
    }

    /** Returns when the broker has acknowledged what is under way; then they are silent until they go on. */
    void pause() {
        turns.acquireUninterruptibly(traffic.voices());
    }

    void goOn() {
        turns.release(traffic.voices());
    }

    /** Says one message more, at once; only while they pause. */
    void say(Poison poison) {
        prompted.publish(ledger.attempt(sequence -> reading(sequence, poison)), () -> !closed);
    }

    /** How far the devices' clocks are ahead of the time from now on; negative for behind. */
    void setClocks(Duration ahead) {
        this.ahead = ahead;
    }

    private void publishAll(String clientId) {
        long nanosBetween = TimeUnit.SECONDS.toNanos(traffic.voices()) / traffic.perSecond();
        long due = System.nanoTime();
        try (Voice voice = new Voice(broker, ledger, clientId)) {
            while (!closed) {
                turns.acquireUninterruptibly();
                voice.publish(ledger.attempt(sequence -> reading(sequence, nextPoison(sequence))), () -> !closed);
                turns.release();
                due = Math.max(due + nanosBetween, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private Poison nextPoison(int sequence) {
        int oneIn = traffic.poisonOneIn();
        if (oneIn == 0 || sequence % oneIn != oneIn - 1) {
            return Poison.NONE;
        }
        return sequence / oneIn % 2 == 0 ? Poison.REFUSED_BY_DATABASE : Poison.NO_JSON;
    }

    private Reading reading(int sequence, Poison poison) {
        return new Reading(
                NAMES.get(random.nextInt(NAMES.size())),
                boot,
                sequence,
                Instant.now().plus(ahead).getEpochSecond(),
                poison,
                random.nextInt(traffic.mostPadding() + 1));
    }

    /** Ends after the messages that are being published; no message of theirs is under way afterwards. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        // A scenario that failed may have left them in their pause.
        turns.release(traffic.voices());
        for (Thread thread : threads) {
            thread.join();
        }
        prompted.close();
    }
}
