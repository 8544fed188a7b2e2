package io.deviceingest.batch;

import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** A batch without its thread: it writes when a test says so, on the test's own, and its pauses take no time. */
public final class SteppedBatch {

    /** Writes the bodies together, or none of them. */
    @FunctionalInterface
    public interface Statement {
        void execute(List<String> bodies) throws Exception;
    }

    private final Batcher<PendingExchange> batcher;

    /** What a test asserts in the middle of a write: the batch survives that as it survives everything. */
    private AssertionError violation;

    /**
     * @param lastResort null for none
     * @param pause what happens while everything is held
     */
    public SteppedBatch(int maxSize, int maxBytes, Statement statement, Statement lastResort, Runnable pause) {
        this(maxSize, maxBytes, statement, lastResort, pause, () -> "");
    }

    SteppedBatch(
            int maxSize,
            int maxBytes,
            Statement statement,
            Statement lastResort,
            Runnable pause,
            Supplier<Object> serverLife) {
        batcher = new Batcher<>(
                new BatchLimits(maxSize, maxBytes),
                writer(statement, serverLife),
                lastResort == null ? null : writer(lastResort, serverLife),
                new PauseListener(pause),
                new Backoff(Duration.ZERO, Duration.ZERO),
                new Guard("stepped-batch"));
    }

    /** Adds an exchange as the producer does: what is not taken has ended. */
    public void add(Exchange exchange, String body, AsyncCallback callback) {
        AsyncCallback watched = doneSync -> watch(() -> callback.done(doneSync));
        if (!batcher.add(new PendingExchange(exchange, Envelopes.unread(body), watched))) {
            exchange.setException(new NotStoredException("the program stops"));
            callback.done(true);
        }
    }

    /** Attempts one write, if there is anything to write. */
    public void writeNext() {
        batcher.writeNext();
        throwViolation();
    }

    public void handBackWithdrawn() {
        batcher.handBackWithdrawn();
        throwViolation();
    }

    /** Takes nothing more; {@link #end} does the rest when no write is under way. */
    public void stop() {
        batcher.stop();
    }

    /** What the thread of a stopped batch does last. */
    public void end() {
        batcher.run();
        throwViolation();
    }

    private void watch(Runnable step) {
        try {
            step.run();
        } catch (AssertionError e) {
            violation = violation == null ? e : violation;
            throw e;
        }
    }

    private void throwViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    private BatchWriter<PendingExchange> writer(Statement statement, Supplier<Object> serverLife) {
        return new BatchWriter<>() {
            @Override
            public void write(List<PendingExchange> entries) throws Exception {
                try {
                    statement.execute(entries.stream()
                            .map(entry -> entry.body().toString())
                            .toList());
                } catch (AssertionError e) {
                    violation = violation == null ? e : violation;
                    throw e;
                }
            }

            @Override
            public Object serverLife() {
                return serverLife.get();
            }
        };
    }
}
