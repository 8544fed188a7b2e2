package io.deviceingest.mqtt;

import io.deviceingest.account.MessageAccount;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the connection and the consumers: finds room and the consumer for each message, and takes its end.
 *
 * <p>Messages arrive on the callback thread of one link at a time; ends come from any thread.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final InFlight inFlight;
    private final MessageAccount account;
    private final LinkStatus status;
    private final AtomicBoolean leftOverKnown = new AtomicBoolean();
    private List<DurableMqttConsumer> consumers = List.of();

    /** The newest link of the present session; guarded by this. */
    private MqttLink linkOfSession;

    private volatile boolean closed;

    Intake(InFlight inFlight, MessageAccount account, LinkStatus status) {
        this.inFlight = inFlight;
        this.account = account;
        this.status = status;
    }

    /** The list of consumers, kept by the connection. */
    void consumers(List<DurableMqttConsumer> current) {
        consumers = current;
    }

    /** No message is taken any more; what waits for room is left to the broker. */
    void close() {
        closed = true;
    }

    /** A link serves a session that no link before it served. */
    synchronized void newSession(MqttLink link) {
        linkOfSession = link;
    }

    /** A link has taken over the session of the one before: what that one delivered comes again. */
    synchronized void replaced(MqttLink link) {
        linkOfSession.replaceInItsSession();
        linkOfSession = link;
    }

    /** Takes one message; holds the callback thread up while there is no room for it and the link stands. */
    void arrived(MqttLink link, String topic, MqttMessage message) throws InterruptedException {
        DurableMqttConsumer consumer = consumerOf(link, topic, message);
        while (consumer == null || consumer.isPaused()) {
            if (closed || link.awaitEnd(50) || !link.stands()) {
                return;
            }
            consumer = consumerOf(link, topic, message);
        }
        DeviceTopic deviceTopic = DeviceTopic.of(topic, consumer.subscription().topics());
        int kept = consumer.keptOf(message.getPayload().length);
        Delivery delivery = new Delivery(link, message.getId(), Math.min(message.getQos(), 1), kept);
        if (message.getQos() == 0) {
            account.received(deviceTopic.suffix());
            if (!inFlight.tryEnter(delivery)) {
                account.droppedForLackOfRoom();
                return;
            }
        } else {
            if (!inFlight.enter(delivery, () -> !closed && link.stands())) {
                return;
            }
            account.received(deviceTopic.suffix());
            link.awaitAcknowledgement(delivery);
        }
        consumer.take(delivery, topic, deviceTopic, message);
    }

    /** The way of a message has ended: acknowledged when it ended well, else left to come again. */
    void ended(Delivery delivery, Throwable failure) {
        if (failure == null) {
            Duration age = delivery.age();
            account.settledAfter(age);
            status.settledAfter(age);
            if (delivery.qos() > 0) {
                delivery.link().acknowledge(delivery);
            }
        } else {
            account.returned();
            // On a standing connection it would hold its place in the Receive Maximum for ever.
            if (delivery.qos() > 0 && !delivery.isWithdrawn() && !closed) {
                delivery.link()
                        .giveUp(new MqttProblem(
                                "message-failed",
                                "a message could be neither stored nor dead-lettered (" + failure
                                        + "), so the connection is dropped for the broker to deliver it again",
                                "look at the routes, above all at errors.camel.yaml",
                                failure));
            }
        }
        inFlight.leave(delivery);
    }

    private DurableMqttConsumer consumerOf(MqttLink link, String topic, MqttMessage message) {
        List<Integer> identifiers = message.getProperties() == null
                ? List.of()
                : message.getProperties().getSubscriptionIdentifiers();
        DurableMqttConsumer matching = null;
        DurableMqttConsumer any = null;
        for (DurableMqttConsumer consumer : consumers) {
            any = consumer;
            if (identifiers.contains(consumer.subscription().identifier())) {
                return consumer;
            }
            if (matching == null && consumer.subscription().matches(topic)) {
                matching = consumer;
            }
        }
        if (any == null) {
            return null;
        }
        if (matching == null || !matching.subscription().mayBring(identifiers, link.marksSubscriptions())) {
            warnOfLeftOver(topic);
        }
        return matching != null ? matching : any;
    }

    private void warnOfLeftOver(String topic) {
        if (!leftOverKnown.compareAndSet(false, true)) {
            return;
        }
        MqttProblem leftOver = new MqttProblem(
                "left-over",
                "a message on " + topic + " comes from a subscription that this program did not make: the session holds"
                        + " one from an earlier configuration, and every message of it is stored too",
                "a new MQTT_CLIENT_ID, or end the old session on the broker",
                null);
        status.foundLeftOver(leftOver);
        LOG.warn("[MQTT] {}; try: {}", leftOver.getMessage(), leftOver.remedy());
    }
}
