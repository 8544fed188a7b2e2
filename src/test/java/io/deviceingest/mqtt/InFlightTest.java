package io.deviceingest.mqtt;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What may be in flight at once, and how long a message waits for its place. */
class InFlightTest {

    private final AtomicInteger timesFull = new AtomicInteger();
    private final InFlight inFlight = new InFlight(2, 100, timesFull::incrementAndGet);
    private final AtomicBoolean linkStands = new AtomicBoolean(true);

    @Test
    void eachQosHasItsOwnBoundInMessages() {
        assertThat(inFlight.tryEnter(message(0, 1))).isTrue();
        assertThat(inFlight.tryEnter(message(0, 1))).isTrue();
        assertThat(inFlight.tryEnter(message(0, 1))).isFalse();
        assertThat(inFlight.tryEnter(message(1, 1))).isTrue();
        assertThat(inFlight.size()).isEqualTo(3);
    }

    @Test
    void bothShareTheBoundInBytes() {
        assertThat(inFlight.tryEnter(message(0, 60))).isTrue();
        assertThat(inFlight.tryEnter(message(1, 41))).isFalse();
        assertThat(inFlight.tryEnter(message(1, 40))).isTrue();
    }

    @Test
    void aMessageLargerThanTheBoundEntersAlone() {
        Delivery large = message(1, 101);
        assertThat(inFlight.tryEnter(large)).isTrue();
        assertThat(inFlight.tryEnter(message(1, 1))).isFalse();

        inFlight.leave(large);

        assertThat(inFlight.tryEnter(message(1, 1))).isTrue();
        assertThat(inFlight.tryEnter(message(1, 101))).isFalse();
    }

    @Test
    void aFullWindowIsTold() {
        inFlight.tryEnter(message(1, 1));
        assertThat(timesFull).hasValue(0);
        inFlight.tryEnter(message(1, 1));
        assertThat(timesFull).as("the last place is taken").hasValue(1);
        inFlight.tryEnter(message(1, 1));
        assertThat(timesFull).as("somebody finds no room").hasValue(2);
    }

    @Test
    void aMessageLeavesOnce() {
        Delivery first = message(1, 100);
        inFlight.tryEnter(first);
        inFlight.leave(first);
        inFlight.leave(first);

        assertThat(inFlight.size()).isZero();
        assertThat(inFlight.tryEnter(message(1, 100))).isTrue();
        assertThat(inFlight.tryEnter(message(1, 1))).isFalse();
    }

    @Test
    void aWaitingMessageEntersAsSoonAsOneLeaves() {
        Delivery first = message(1, 100);
        inFlight.tryEnter(first);
        CompletableFuture<Boolean> entered = enterOnAnotherThread(message(1, 1));
        await().during(Duration.ofMillis(150)).until(() -> !entered.isDone());

        inFlight.leave(first);

        assertThat(entered).succeedsWithin(SOON).isEqualTo(true);
        assertThat(inFlight.size()).isEqualTo(1);
    }

    @Test
    void waitingEndsWithTheConnection() {
        inFlight.tryEnter(message(1, 100));
        CompletableFuture<Boolean> entered = enterOnAnotherThread(message(1, 1));
        await().during(Duration.ofMillis(150)).until(() -> !entered.isDone());

        linkStands.set(false);

        assertThat(entered).succeedsWithin(SOON).isEqualTo(false);
        assertThat(inFlight.size()).isEqualTo(1);
    }

    @Test
    void theOldestIsTheOneThatCameFirst() {
        Delivery first = message(1, 1);
        inFlight.tryEnter(first);
        await().until(() -> inFlight.oldestAge().toMillis() >= 20);
        inFlight.tryEnter(message(1, 1));
        assertThat(inFlight.oldestAge()).isGreaterThanOrEqualTo(Duration.ofMillis(20));

        inFlight.leave(first);

        assertThat(inFlight.oldestAge()).isLessThan(first.age());
    }

    @Test
    void whatAMessageGrowsByTakesRoomUntilItLeaves() {
        Delivery first = message(1, 10);
        inFlight.tryEnter(first);
        first.grewBy(90);
        assertThat(inFlight.tryEnter(message(1, 1))).isFalse();

        inFlight.leave(first);
        first.grewBy(90);

        assertThat(inFlight.tryEnter(message(1, 100))).isTrue();
    }

    private CompletableFuture<Boolean> enterOnAnotherThread(Delivery delivery) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return inFlight.enter(delivery, linkStands::get);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Delivery message(int qos, int bytes) {
        return new Delivery(null, 1, qos, bytes, false, "devices/d/sensor", null);
    }
}
