package io.deviceingest.faults;

import io.deviceingest.embedded.Broker;
import io.deviceingest.embedded.Device;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Ten devices that publish readings at QoS 1 at a steady rate until closed, and repeat each one until the broker has
 * acknowledged it, through any number of connections. Everything is written into a ledger.
 */
final class VirtualDevices implements AutoCloseable {

    private static final List<String> NAMES =
            IntStream.range(0, 10).mapToObj(number -> "virtual-" + number).toList();
    private static final long BEFORE_RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Broker broker;
    private final Ledger ledger;
    private final String boot;
    private final long nanosBetween;
    private final int poisonOneIn;
    private final Random random;
    private final Thread thread = new Thread(this::publishAll, "virtual-devices");
    private volatile boolean closed;
    private Device voice;

    private VirtualDevices(Broker broker, Ledger ledger, int perSecond, int poisonOneIn, Random random) {
        this.broker = broker;
        this.ledger = ledger;
        this.boot = Integer.toString(random.nextInt(1 << 30), 36);
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.poisonOneIn = poisonOneIn;
        this.random = random;
    }

    /**
     * Starts them with a ledger of their own.
     *
     * @param poisonOneIn how many messages contain one that can only become a dead letter; 0 for none
     */
    static VirtualDevices start(Broker broker, Ledger ledger, int perSecond, int poisonOneIn, Random random) {
        VirtualDevices devices = new VirtualDevices(broker, ledger, perSecond, poisonOneIn, random);
        devices.thread.start();
        return devices;
    }

    private void publishAll() {
        long due = System.nanoTime();
        for (long sequence = 0; !closed; sequence++) {
            boolean poison = poisonOneIn > 0 && random.nextInt(poisonOneIn) == 0;
            Reading reading = new Reading(
                    NAMES.get(random.nextInt(NAMES.size())),
                    boot,
                    sequence,
                    Instant.now().getEpochSecond(),
                    poison);
            ledger.attempted(reading);
            publishUntilAcknowledged(reading);
            due = Math.max(due + nanosBetween, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
            LockSupport.parkNanos(due - System.nanoTime());
        }
        hangUp();
    }

    private void publishUntilAcknowledged(Reading reading) {
        while (!closed) {
            try {
                if (voice == null) {
                    voice = new Device(broker, "virtual-devices-" + boot);
                }
                voice.publish(reading.topic(), reading.payload());
                ledger.acknowledged(reading);
                return;
            } catch (Exception e) {
                // The broker is away, as a scenario may want it: a device tries again.
                hangUp();
                LockSupport.parkNanos(BEFORE_RECONNECT_NANOS);
            }
        }
    }

    private void hangUp() {
        try {
            if (voice != null) {
                voice.close();
            }
        } catch (MqttException e) {
            // It was cut: there is nothing left to close.
        }
        voice = null;
    }

    /** Ends after the message that is being published; no message of theirs is under way afterwards. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
