package io.deviceingest.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Acknowledges the deliveries of one connection in the order of their arrival (MQTT-4.6.0-2), each once: what ended
 * early waits for everything that arrived before it. Safe for any number of threads.
 */
final class AcknowledgementOrder {

    private final Consumer<Delivery> acknowledgement;
    private final Deque<Delivery> unacknowledged = new ArrayDeque<>();

    /** @param acknowledgement sends one; called one at a time */
    AcknowledgementOrder(Consumer<Delivery> acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    synchronized void arrived(Delivery delivery) {
        unacknowledged.add(delivery);
    }

    /** A second call for the same delivery does nothing. */
    synchronized void acknowledge(Delivery delivery) {
        delivery.makeAcknowledgeable();
        while (!unacknowledged.isEmpty() && unacknowledged.peek().isAcknowledgeable()) {
            acknowledgement.accept(unacknowledged.poll());
        }
    }
}
