package io.deviceingest.mqtt;

import io.deviceingest.batch.Withdrawable;
import java.time.Duration;
import java.util.Arrays;

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
    private final String topic;
    /** Null where only a part of it is kept, which tells it from no other. */
    private final byte[] payload;

    private final long arrivedNanos = System.nanoTime();

    /** Where it counts; null before. Set before any route sees the message. */
    private InFlight inFlight;

    private volatile boolean cameAgain;

    /** Guarded by the monitor of the link's {@link AcknowledgementOrder}. */
    private boolean acknowledgeable;

    /**
     * @param mayExpire whether the broker gives it up after a while, also when it was delivered already
     * @param payload null where only a part of it is kept
     */
    Delivery(MqttLink link, int packetId, int qos, int bytes, boolean mayExpire, String topic, byte[] payload) {
        this.link = link;
        this.packetId = packetId;
        this.qos = qos;
        this.bytes = bytes;
        this.mayExpire = mayExpire;
        this.topic = topic;
        this.payload = payload;
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

    /** Whether both bring the same topic and payload, at QoS 1. */
    boolean bringsTheSameAs(Delivery other) {
        return qos > 0
                && other.qos > 0
                && payload != null
                && other.payload != null
                && topic.equals(other.topic)
                && Arrays.equals(payload, other.payload);
    }

    /** A later link has delivered the message, and that copy takes its way. */
    void withdraw() {
        cameAgain = true;
    }

    boolean hasComeAgain() {
        return cameAgain;
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

    /** One that may expire could be gone at the broker, and is left to it only when it has come again. */
    @Override
    public boolean isWithdrawn() {
        return cameAgain || qos > 0 && !mayExpire && link != null && link.isLeftToTheBroker();
    }
}
