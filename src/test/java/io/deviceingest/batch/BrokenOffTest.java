package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Whom a connection that breaks while a batch is written is blamed on. */
class BrokenOffTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();

    private final List<List<String>> writes = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private int life;

    @Test
    void whatBreaksItsConnectionEndsUpAloneAndIsRejectedAfterThreeAttempts() throws Exception {
        write(bodies -> breakIf(bodies.contains("bad")), "a", "b", "bad", "c", "d");

        assertThat(ends).containsExactlyInAnyOrder("a stored", "b stored", "bad rejected", "c stored", "d stored");
        assertThat(writes.stream().filter(List.of("bad")::equals)).hasSize(3);
        assertThat(writes.stream().filter(write -> write.size() > 1 && write.contains("bad")))
                .as("three in the first company, one in each half of it")
                .hasSize(4);
    }

    @Test
    void aConnectionThatBreaksWithoutAnyMessageBlamesNone() throws Exception {
        write(bodies -> breakIf(writes.size() <= 30), "a", "b");

        assertThat(ends).containsExactly("a stored", "b stored");
        assertThat(writes.stream().filter(List.of("a", "b")::equals))
                .as("the first attempt, and the one after a write of nothing succeeded")
                .hasSize(2);
    }

    @Test
    void aServerThatIsKilledSaysNothingAndBeginsANewLife() throws Exception {
        write(bodies -> crashIf(bodies.contains("bad")), "a", "b", "bad", "c", "d");

        assertThat(ends).containsExactlyInAnyOrder("a stored", "b stored", "bad rejected", "c stored", "d stored");
        assertThat(writes.stream().filter(List.of("bad")::equals)).hasSize(3);
    }

    /** A reply that is lost after the commit looks as a crash does, but the server lives on. */
    @Test
    void repliesThatTheNetworkLosesBlameNoMessage() throws Exception {
        write(
                bodies -> {
                    if (!bodies.isEmpty()
                            && writes.stream().filter(bodies::equals).count() <= 20) {
                        throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
                    }
                },
                "a");

        assertThat(ends).containsExactly("a stored");
    }

    private void crashIf(boolean crashes) throws SQLException {
        if (crashes) {
            life++;
            throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
        }
    }

    private void write(SteppedBatch.Statement statement, String... bodies) {
        SteppedBatch batch = new SteppedBatch(
                10,
                1_000,
                written -> {
                    writes.add(written);
                    statement.execute(written);
                },
                null,
                () -> {},
                () -> life);
        for (String body : bodies) {
            Exchange exchange = new DefaultExchange(CAMEL);
            batch.add(
                    exchange,
                    body,
                    doneSync -> ends.add(body + (exchange.getException() == null ? " stored" : " rejected")));
        }
        for (int step = 0; step < 100; step++) {
            batch.writeNext();
        }
    }

    private static void breakIf(boolean broken) throws SQLException {
        if (broken) {
            throw new SQLException("terminating connection", "57P02");
        }
    }
}
