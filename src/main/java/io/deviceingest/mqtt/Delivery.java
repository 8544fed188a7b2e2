package io.deviceingest.mqtt;

import io.deviceingest.batch.Withdrawable;
import java.time.Duration;

/**
 * One message as one connection delivered it, from its arrival to its end.
 *
 * <p>It is settled once: acknowledged on the connection that delivered it, if that still stands, or left to come
 * again. Safe for any number of threads.
 */
final class Delivery implements Withdrawable {

    private final MqttLink link;
    private final int packetId;
    private final int qos;
    private final int bytes;
    private final long arrivedNanos = System.nanoTime();

    /** Guarded by the monitor of the link's {@link AcknowledgementOrder}. */
    private boolean acknowledgeable;

    Delivery(MqttLink link, int packetId, int qos, int bytes) {
        this.link = link;
        this.packetId = packetId;
        this.qos = qos;
        this.bytes = bytes;
    }

    MqttLink link() {
        return link;
    }

    int packetId() {
        return packetId;
    }

    int qos() {
        return qos;
    }

    int bytes() {
        return bytes;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - arrivedNanos);
    }

    void makeAcknowledgeable() {
        acknowledgeable = true;
    }

    boolean isAcknowledgeable() {
        return acknowledgeable;
    }

    @Override
    public boolean isWithdrawn() {
        return qos > 0 && link.isReplacedInItsSession();
    }
}
