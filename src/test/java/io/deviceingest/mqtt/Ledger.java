package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.message.MessageAccount;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What one program has in flight and what it has counted, compared with a list of what is in flight. */
final class Ledger {

    static final int MAX_PER_QOS = 6;
    private static final int MAX_BYTES = 60;

    private final InFlight inFlight = new InFlight(MAX_PER_QOS, MAX_BYTES, () -> {});
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MessageAccount account = new MessageAccount(meters, Clock.systemUTC());
    private final List<Delivery> present = new ArrayList<>();

    /** Whether they count messages received; the others count what became of them. */
    private final Map<Boolean, List<Counter>> counters = meters.getMeters().stream()
            .filter(meter -> meter.getId().getName().startsWith("device.ingest.messages."))
            .map(Counter.class::cast)
            .collect(Collectors.partitioningBy(
                    counter -> counter.getId().getName().endsWith(".received")));

    InFlight inFlight() {
        return inFlight;
    }

    MessageAccount account() {
        return account;
    }

    /**
     * As on arrival, but what finds no room does not wait: at QoS 1 the broker keeps it.
     *
     * @param again whether an earlier connection has brought it, and that copy has not ended
     */
    boolean enter(Delivery delivery, boolean again) {
        boolean room = again || hasRoom(delivery);
        boolean entered = again ? inFlight.enterAgain(delivery) : enterAsNew(delivery);
        assertThat(entered).as("entered exactly where there is room").isEqualTo(room);
        if (entered || delivery.qos() == 0) {
            account.received("sensor");
        }
        if (entered) {
            present.add(delivery);
        } else if (delivery.qos() == 0) {
            account.droppedForLackOfRoom();
        }
        return entered;
    }

    private boolean enterAsNew(Delivery delivery) {
        return delivery.qos() > 0 ? enterNow(delivery) : inFlight.tryEnter(delivery);
    }

    private boolean enterNow(Delivery delivery) {
        try {
            return inFlight.enter(delivery, () -> false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean hasRoom(Delivery delivery) {
        long ofItsQos =
                present.stream().filter(other -> other.qos() == delivery.qos()).count();
        int bytes = present.stream().mapToInt(Delivery::bytes).sum();
        return ofItsQos < MAX_PER_QOS && bytes + delivery.bytes() <= MAX_BYTES;
    }

    void left(Delivery delivery) {
        present.remove(delivery);
    }

    boolean nothingIsInFlight() {
        return present.isEmpty();
    }

    void check() {
        assertThat(inFlight.size()).as("in flight").isEqualTo(present.size());
        assertThat(sum(true)).as("the account closes").isEqualTo(sum(false) + present.size());
    }

    private double sum(boolean received) {
        return counters.get(received).stream().mapToDouble(Counter::count).sum();
    }
}
