package io.deviceingest.faults;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.RestartableBroker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;

/** One connection of devices to the broker, which comes back by itself. For one thread at a time. */
final class Voice implements AutoCloseable {

    private static final long BEFORE_RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RestartableBroker broker;
    private final Ledger ledger;
    private final String clientId;
    private Device device;
    private Reading notWrittenYet;

    Voice(RestartableBroker broker, Ledger ledger, String clientId) {
        this.broker = broker;
        this.ledger = ledger;
        this.clientId = clientId;
    }

    /** Repeats a message, as long as it is wanted, until the broker has acknowledged it. */
    void publish(Reading reading, BooleanSupplier wanted) {
        while (wanted.getAsBoolean()) {
            try {
                if (device == null) {
                    device = new Device(broker, clientId);
                }
                device.publish(reading.topic(), reading.payload());
                acknowledged(reading);
                return;
            } catch (Exception e) {
                // The broker is away, as a scenario may want it: a device tries again. Where it crashed, the last
                // message may be gone with it.
                notWrittenYet = null;
                hangUp();
                LockSupport.parkNanos(BEFORE_RECONNECT_NANOS);
            }
        }
    }

    private void acknowledged(Reading reading) {
        Reading written = broker.acknowledgesBeforeItWrites() ? notWrittenYet : reading;
        if (written != null) {
            ledger.acknowledged(written);
        }
        notWrittenYet = broker.acknowledgesBeforeItWrites() ? reading : null;
    }

    private void hangUp() {
        try {
            if (device != null) {
                device.close();
            }
        } catch (MqttException e) {
            // It was cut: there is nothing left to close.
        }
        device = null;
    }

    @Override
    public void close() {
        if (notWrittenYet != null) {
            ledger.acknowledged(notWrittenYet);
        }
        notWrittenYet = null;
        hangUp();
    }
}
