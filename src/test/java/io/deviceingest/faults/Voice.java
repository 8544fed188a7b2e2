package io.deviceingest.faults;

import io.deviceingest.embedded.Broker;
import io.deviceingest.embedded.Device;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;

/** One connection of devices to the broker, which comes back by itself. For one thread. */
final class Voice implements AutoCloseable {

    private static final long BEFORE_RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Broker broker;
    private final String clientId;
    private Device device;

    Voice(Broker broker, String clientId) {
        this.broker = broker;
        this.clientId = clientId;
    }

    /** Repeats a message, as long as it is wanted, until the broker has acknowledged it; false where it has not. */
    boolean publish(Reading reading, BooleanSupplier wanted) {
        while (wanted.getAsBoolean()) {
            try {
                if (device == null) {
                    device = new Device(broker, clientId);
                }
                device.publish(reading.topic(), reading.payload());
                return true;
            } catch (Exception e) {
                // The broker is away, as a scenario may want it: a device tries again.
                close();
                LockSupport.parkNanos(BEFORE_RECONNECT_NANOS);
            }
        }
        return false;
    }

    @Override
    public void close() {
        try {
            if (device != null) {
                device.close();
            }
        } catch (MqttException e) {
            // It was cut: there is nothing left to close.
        }
        device = null;
    }
}
