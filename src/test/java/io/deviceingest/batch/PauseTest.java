package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A batch that is held waits its time, however many messages arrive meanwhile. */
class PauseTest {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger handedBack = new AtomicInteger();

    @Test
    void arrivalsDoNotEndThePauseButAStopDoes() throws Exception {
        Batcher<Message> batcher = new Batcher<>(
                new BatchLimits(10, 1_000),
                entries -> {
                    attempts.incrementAndGet();
                    throw new SQLException("deadlock", "40P01");
                },
                null,
                new PauseListener(() -> {}),
                new Backoff(PAUSE, PAUSE),
                new Guard("batcher-test"));
        Thread thread = new Thread(batcher::run, "batcher-test");
        thread.start();
        batcher.add(new Message());
        await().atMost(Duration.ofSeconds(10)).until(() -> attempts.get() == 1);

        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(10)).until(() -> {
            batcher.add(new Message());
            return attempts.get() == 1;
        });

        batcher.stop();
        thread.join(Duration.ofSeconds(10).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(attempts).hasValue(1);
        assertThat(handedBack).hasValueGreaterThan(1);
    }

    private final class Message implements BatchEntry {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public boolean isWithdrawn() {
            return false;
        }

        @Override
        public void succeeded() {}

        @Override
        public void rejected(Exception cause) {}

        @Override
        public void handedBack(String reason) {
            handedBack.incrementAndGet();
        }
    }
}
