package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the acknowledgement of a message leaves. */
class AcknowledgementOrderTest {

    private final List<Delivery> acknowledged = new ArrayList<>();
    private final AcknowledgementOrder order = new AcknowledgementOrder(acknowledged::add);

    private final Delivery first = arrival(1);
    private final Delivery second = arrival(2);
    private final Delivery third = arrival(3);

    @Test
    void whatArrivedFirstIsAcknowledgedFirst() {
        order.acknowledge(third);
        order.acknowledge(second);
        assertThat(acknowledged).isEmpty();

        order.acknowledge(first);

        assertThat(acknowledged).containsExactly(first, second, third);
    }

    @Test
    void nothingWaitsForWhatArrivedLater() {
        order.acknowledge(first);

        assertThat(acknowledged).containsExactly(first);
    }

    @Test
    void aSecondAcknowledgementDoesNothing() {
        order.acknowledge(second);
        order.acknowledge(second);
        order.acknowledge(first);
        order.acknowledge(first);
        order.acknowledge(second);

        assertThat(acknowledged).containsExactly(first, second);
    }

    @Test
    void aDeliveryOfAnotherConnectionIsNotAcknowledged() {
        order.acknowledge(new Delivery(null, 1, 1, 0, false, "devices/d/sensor", null));

        assertThat(acknowledged).isEmpty();
    }

    private Delivery arrival(int packetId) {
        Delivery delivery = new Delivery(null, packetId, 1, 0, false, "devices/d/sensor", null);
        order.arrived(delivery);
        return delivery;
    }
}
