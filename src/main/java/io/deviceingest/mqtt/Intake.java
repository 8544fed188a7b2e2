package io.deviceingest.mqtt;

import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.packet.PacketNotes;
import io.deviceingest.problem.Printable;
import io.deviceingest.problem.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the connection and the consumers: finds room and the consumer for each message, and takes its end.
 *
 * <p>Messages arrive on the reading thread of one link at a time; ends come from any thread.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** How long the reading thread may be held up: then it looks after the connection. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final InFlight inFlight;
    private final MessageAccount account;
    private final LinkStatus status;
    private final PacketChanges changes;
    private final Runnable onWithdrawn;
    private final AtomicBoolean leftOverKnown = new AtomicBoolean();
    private final Consumers consumers = new Consumers();

    private volatile boolean closed;
    private volatile boolean paused;

    /** @param onWithdrawn called when a message that is in flight has come again */
    Intake(InFlight inFlight, MessageAccount account, LinkStatus status, PacketChanges changes, Runnable onWithdrawn) {
        this.inFlight = inFlight;
        this.account = account;
        this.status = status;
        this.changes = changes;
        this.onWithdrawn = onWithdrawn;
    }

    Consumers consumers() {
        return consumers;
    }

    /** The program stops: what waits for room is left to the broker, and so is what is handed back. */
    void close() {
        closed = true;
    }

    /**
     * Takes no message from now on, and waits, at most so long, for the end of those that were taken; says whether all
     * have ended. The connection stands meanwhile.
     */
    boolean pause(Duration limit) throws InterruptedException {
        paused = true;
        return isEmptyWithin(limit);
    }

    /** Waits, at most so long, until nothing is in flight; says whether it came to that. */
    boolean isEmptyWithin(Duration limit) throws InterruptedException {
        return inFlight.awaitEmpty(limit);
    }

    /** Takes messages again, for the consumers that there are now. */
    void resume() {
        paused = false;
    }

    /**
     * Takes one message; holds the reading thread up while there is no room for it and the link stands, a moment at most:
     * false when it is to be given here again.
     */
    boolean arrived(MqttLink link, String topic, MqttMessage message) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        do {
            DurableMqttConsumer consumer = consumers.find(link, topic, message, this::warnOfLeftOver);
            if (consumer != null && !paused && !consumer.isPaused()) {
                if (offer(link, topic, message, consumer, until)) {
                    return true;
                }
            } else if (closed || link.awaitEnd(InFlight.SLICE_MILLIS) || !link.stands()) {
                return true;
            }
        } while (System.nanoTime() < until);
        return false;
    }

    /**
     * False when the consumer takes none any more, or had no room until then: then the message is to be offered again.
     * True when it was taken, or nobody wants it here: QoS 0 without room is dropped, QoS 1 of a link that has ended is
     * redelivered.
     */
    private boolean offer(MqttLink link, String topic, MqttMessage message, DurableMqttConsumer consumer, long until)
            throws InterruptedException {
        PacketNotes notes = PacketNotes.of(message);
        // What is left of a topic may be that of another device.
        DeviceTopic deviceTopic = notes.isTopicIntact()
                ? DeviceTopic.of(topic, consumer.subscription().topics())
                : DeviceTopic.UNKNOWN;
        Delivery delivery = delivery(link, topic, message, consumer);
        // Only what the broker has sent before: another message may say the same.
        Delivery earlier = notes.duplicate() ? inFlight.earlier(delivery) : null;
        boolean entered = earlier == null ? enter(delivery, until) : inFlight.enterAgain(delivery);
        // Looked at again now that it counts as in flight: who pauses waits for all that does.
        if (paused || entered && !consumers.contains(consumer)) {
            inFlight.leave(delivery);
            return false;
        }
        if (!entered && message.getQos() > 0) {
            return closed || !link.stands();
        }
        account.received(deviceTopic.suffix());
        changes.taken(topic, notes);
        if (!entered) {
            account.droppedForLackOfRoom();
            return true;
        }
        if (message.getQos() > 0) {
            link.awaitAcknowledgement(delivery);
        }
        if (earlier != null) {
            earlier.withdraw();
            onWithdrawn.run();
        }
        consumer.take(delivery, topic, deviceTopic, message);
        return true;
    }

    private boolean enter(Delivery delivery, long until) throws InterruptedException {
        return delivery.qos() == 0
                ? inFlight.tryEnter(delivery)
                : inFlight.enter(
                        delivery, () -> !closed && !paused && delivery.link().stands() && System.nanoTime() < until);
    }

    private static Delivery delivery(MqttLink link, String topic, MqttMessage message, DurableMqttConsumer consumer) {
        byte[] payload = message.getPayload();
        int kept = consumer.keptOf(payload.length);
        return new Delivery(
                link,
                message.getId(),
                Math.min(message.getQos(), 1),
                kept + Arrival.bytesBesidePayload(topic, message),
                mayExpire(message),
                topic,
                kept == payload.length ? payload : null);
    }

    /** Whether a message carries a Message Expiry Interval (MQTT 5, 3.3.2.3.3). */
    private static boolean mayExpire(MqttMessage message) {
        return message.getProperties() != null && message.getProperties().getMessageExpiryInterval() != null;
    }

    /** What is left to the broker is not waited for. */
    void handBackWithdrawn() {
        onWithdrawn.run();
    }

    /** The way of a message has ended: acknowledged when it ended well, else left to be redelivered. */
    void ended(Delivery delivery, Throwable failure) {
        try {
            if (failure == null) {
                endedWell(delivery);
            } else {
                account.returned();
                leaveToTheBroker(delivery, failure);
            }
        } finally {
            inFlight.leave(delivery);
        }
    }

    private void endedWell(Delivery delivery) {
        try {
            Duration age = delivery.age();
            account.settledAfter(age);
            status.settledAfter(age);
        } finally {
            if (delivery.qos() > 0) {
                delivery.link().acknowledge(delivery);
            }
        }
    }

    /** On a standing connection it would hold its place in the Receive Maximum forever. */
    private void leaveToTheBroker(Delivery delivery, Throwable failure) {
        if (delivery.qos() > 0 && !delivery.isWithdrawn() && !closed) {
            delivery.link()
                    .giveUp(new MqttProblem(
                            MqttProblem.MESSAGE_FAILED,
                            "a message could be neither stored nor dead-lettered (" + failure
                                    + "), so the connection is dropped for the broker to deliver it again",
                            "look at the routes, above all at errors.camel.yaml",
                            failure));
        }
    }

    private void warnOfLeftOver(String topic) {
        if (!leftOverKnown.compareAndSet(false, true)) {
            return;
        }
        Problem leftOver = new Problem(
                "a message on " + Printable.topic(topic)
                        + " comes from a subscription that this program did not make: the session holds"
                        + " one from an earlier configuration, and every message of it is stored too",
                "a new MQTT_CLIENT_ID, or end the old session on the broker");
        status.foundLeftOver(leftOver);
        LOG.warn("[MQTT] {}", leftOver);
    }
}
