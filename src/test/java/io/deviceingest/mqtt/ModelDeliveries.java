package io.deviceingest.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was delivered to the program: what has not ended in it, and the newest delivery of each message. */
class ModelDeliveries {

    private final Map<Delivery, SampleMessage> taken = new HashMap<>();
    private Sessions sessions = new Sessions();
    private final Set<Delivery> leftToTheBroker = new HashSet<>();
    private final Map<SampleMessage, Delivery> newest = new HashMap<>();

    /** As a link would deliver the message. */
    Delivery delivery(SampleMessage message, MqttLink link) {
        byte[] payload = message.body().getBytes(StandardCharsets.UTF_8);
        return new Delivery(
                link, message.number(), message.qos(), payload.length, message.expires(), "devices/d/sensor", payload);
    }

    void taken(SampleMessage message, Delivery delivery) {
        taken.put(delivery, message);
        newest.put(message, delivery);
    }

    void ended(Delivery delivery) {
        taken.remove(delivery);
    }

    /** The program has ended. */
    void forgetTaken() {
        taken.clear();
        sessions = new Sessions();
        sessions.stands(true);
    }

    /** Whether the program has a copy of it that it has not given up. */
    boolean isTaken(SampleMessage message) {
        return taken.entrySet().stream()
                .anyMatch(copy -> copy.getValue().equals(message) && !isWithdrawn(copy.getKey()));
    }

    Collection<Delivery> newest() {
        return newest.values();
    }

    /** All that a link delivered is to be redelivered on the next one, and to take other routes. */
    void leaveToTheBroker(MqttLink link) {
        sessions.leaveToTheBroker(link);
        newest.forEach((message, delivery) -> {
            if (delivery.link() == link && message.qos() > 0 && !message.expires()) {
                leftToTheBroker.add(delivery);
            }
        });
    }

    /** A link stands; the broker may have another session. */
    void connected(boolean sessionPresent) {
        sessions.stands(sessionPresent);
        if (!sessionPresent) {
            leftToTheBroker.clear();
        }
    }

    /** A link does not come to be used. */
    void notUsed(boolean sessionPresent, boolean connackSeen) {
        seen(connackSeen ? sessionPresent : null);
        if (!sessionPresent || !connackSeen) {
            leftToTheBroker.clear();
        }
    }

    /** What the program sees of a link that does not come to be used. */
    void seen(Boolean sessionPresent) {
        sessions.notUsed(sessionPresent);
    }

    void withdraw(Delivery earlier) {
        earlier.withdraw();
    }

    boolean isAnyLeftToTheBroker() {
        return !leftToTheBroker.isEmpty();
    }

    /** Whether it is not to be written any more: a later link has delivered it again, or is about to. */
    boolean isWithdrawn(Delivery delivery) {
        return delivery.qos() > 0 && (!newest.containsValue(delivery) || leftToTheBroker.contains(delivery));
    }
}
