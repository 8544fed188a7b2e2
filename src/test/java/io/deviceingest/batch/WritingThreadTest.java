package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread that writes goes on, whatever is thrown in it, and every message comes to its end. */
class WritingThreadTest {

    private final CamelContext camel = new DefaultCamelContext();
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private Batcher<PendingExchange> batcher;
    private Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        batcher.stop();
        thread.join();
    }

    @Test
    void anErrorOfTheWriterHoldsEverythingUntilItIsOver() {
        start(
                entries -> {
                    if (attempts.incrementAndGet() <= 3) {
                        throw new StackOverflowError("sample");
                    }
                },
                () -> {});

        awaitTheEndOfBoth();
        assertThat(attempts).hasValue(4);
    }

    @Test
    void whatTheListenerThrowsForgetsNoMessage() {
        start(
                entries -> {
                    if (attempts.incrementAndGet() <= 3) {
                        throw new SQLException("deadlock", "40P01");
                    }
                },
                () -> {
                    throw new AssertionError("sample");
                });

        awaitTheEndOfBoth();
    }

    @Test
    void anErrorBehindTheBatchKeepsNoOtherMessageFromItsEnd() {
        batcher(entries -> {}, () -> {});
        batcher.add(new PendingExchange(new DefaultExchange(camel), Envelopes.unread("1"), doneSync -> {
            ended.add("1");
            throw new StackOverflowError("sample");
        }));
        add("2");
        thread.start();

        awaitTheEndOfBoth();
    }

    private void start(BatchWriter<PendingExchange> writer, Runnable whenHeld) {
        batcher(writer, whenHeld);
        add("1");
        add("2");
        thread.start();
    }

    private void batcher(BatchWriter<PendingExchange> writer, Runnable whenHeld) {
        batcher = new Batcher<>(
                new BatchLimits(10, 1_000),
                writer,
                null,
                new PauseListener(whenHeld),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                new Guard("batch-test"));
        thread = new Thread(batcher::run, "batch-test");
    }

    private void add(String body) {
        batcher.add(
                new PendingExchange(new DefaultExchange(camel), Envelopes.unread(body), doneSync -> ended.add(body)));
    }

    private void awaitTheEndOfBoth() {
        await().atMost(Duration.ofSeconds(10)).until(() -> ended.equals(List.of("1", "2")));
        assertThat(thread.isAlive()).isTrue();
    }
}
