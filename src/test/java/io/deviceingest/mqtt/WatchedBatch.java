package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.batch.SteppedBatch;
import io.deviceingest.batch.Withdrawable;
import io.deviceingest.mqtt.ModelTables.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A batch of the program with a list of what is pending in it, in the order of arrival. */
final class WatchedBatch {

    /** Writes the rows together, or none of them. */
    @FunctionalInterface
    interface Statement {
        void execute(List<SampleMessage> rows, Outcome outcome) throws Exception;
    }

    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final int MAX_SIZE = 4;
    private static final int MAX_BYTES = 30;

    private final Predicate<Delivery> comesAgain;
    private final SteppedBatch batch;
    private final List<Pending> pending = new ArrayList<>();
    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private Runnable meanwhile;
    private Runnable whileHeld;
    private boolean writing;
    private boolean stopped;

    /** @param lastResort null for none */
    WatchedBatch(Predicate<Delivery> comesAgain, Statement lastResort, Statement statement) {
        this.comesAgain = comesAgain;
        batch = new SteppedBatch(
                MAX_SIZE,
                MAX_BYTES,
                bodies -> attempt(statement, bodies),
                lastResort == null ? null : bodies -> execute(lastResort, bodies),
                () -> whileHeld.run());
    }

    void add(SampleMessage message, Delivery delivery, Consumer<Throwable> end) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.setProperty(Withdrawable.PROPERTY, delivery);
        Pending entry = new Pending(message, delivery);
        pending.add(entry);
        batch.add(exchange, message.body(), doneSync -> {
            assertThat(pending.remove(entry))
                    .as("the end of %s is its first", message)
                    .isTrue();
            end.accept(exchange.getException());
        });
    }

    /** Attempts one write, unless one is under way; outcomes that are not given are commits. */
    void write(List<Outcome> ofItsStatements, Runnable duringTheStatement, Runnable duringThePause) {
        if (writing || stopped) {
            return;
        }
        writing = true;
        outcomes.addAll(ofItsStatements);
        meanwhile = duringTheStatement;
        whileHeld = duringThePause;
        batch.writeNext();
        outcomes.clear();
        writing = false;
        if (stopped) {
            batch.end();
        }
    }

    private void attempt(Statement statement, List<String> bodies) throws Exception {
        assertThat(pending).as("still pending, but is redelivered").noneMatch(entry -> comesAgain.test(entry.delivery));
        execute(statement, bodies);
    }

    private void execute(Statement statement, List<String> bodies) throws Exception {
        List<Pending> first = List.copyOf(pending.subList(0, Math.min(bodies.size(), pending.size())));
        assertThat(bodies)
                .as("written before what came later")
                .isEqualTo(first.stream().map(entry -> entry.message.body()).toList());
        meanwhile.run();
        statement.execute(first.stream().map(entry -> entry.message).toList(), nextOutcome(bodies.isEmpty()));
    }

    /** Here no message breaks a connection: what happens to it happens to a statement without messages before. */
    private Outcome nextOutcome(boolean withoutMessages) {
        Outcome next = outcomes.isEmpty() ? Outcome.COMMIT : outcomes.peek();
        if (!withoutMessages) {
            outcomes.poll();
        }
        return next;
    }

    void handBackWithdrawn() {
        batch.handBackWithdrawn();
    }

    /** Ends at once, or after the write that is under way. */
    void stop() {
        stopped = true;
        batch.stop();
        if (!writing) {
            batch.end();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** One that is pending; two deliveries of one message are two. */
    private record Pending(SampleMessage message, Delivery delivery) {}
}
