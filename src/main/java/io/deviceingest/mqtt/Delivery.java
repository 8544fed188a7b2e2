package io.deviceingest.mqtt;

import io.deviceingest.batch.Withdrawable;
import java.time.Duration;
import org.eclipse.paho.mqttv5.common.MqttMessage;

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
    private int bytes;
    private final boolean mayExpire;
    private final long arrivedNanos = System.nanoTime();

    /** Where it counts; null before. Set before any route sees the message. */
    private InFlight inFlight;

    /** Guarded by the monitor of the link's {@link AcknowledgementOrder}. */
    private boolean acknowledgeable;

    /** @param mayExpire whether the broker gives it up after a while, also when it was delivered already */
    Delivery(MqttLink link, int packetId, int qos, int bytes, boolean mayExpire) {
        this.link = link;
        this.packetId = packetId;
        this.qos = qos;
        this.bytes = bytes;
        this.mayExpire = mayExpire;
    }

    /** Whether a message carries a Message Expiry Interval (MQTT 5, 3.3.2.3.3). */
    static boolean mayExpire(MqttMessage message) {
        return message.getProperties() != null && message.getProperties().getMessageExpiryInterval() != null;
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

    /** Called by {@link InFlight} alone, under its lock, and so are the next two. */
    int bytes() {
        return bytes;
    }

    void add(int more) {
        bytes += more;
    }

    void entered(InFlight where) {
        inFlight = where;
    }

    @Override
    public void grewBy(int more) {
        if (inFlight != null) {
            inFlight.grow(this, more);
        }
    }

    boolean mayExpire() {
        return mayExpire;
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

    /** Only what surely is redelivered: one that may expire could be gone at the broker, and is stored twice at worst. */
    @Override
    public boolean isWithdrawn() {
        return qos > 0 && !mayExpire && link.isReplacedInItsSession();
    }
}
