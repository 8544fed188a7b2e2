package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Whatever a mapping makes, the batch is never held by it: each envelope is stored or refused alone, and what is stored
 * breaks no query.
 */
class AnyEnvelopeIT {

    private static final int BATCHES = 150;
    private static final int LARGEST_BATCH = 20;
    private static final String FOUND = """
            SELECT e ->> 'kind' IN ('sensor', 'heartbeat', 'status')
                   AND EXISTS (SELECT FROM device WHERE device_id = e ->> 'device_id')
                   AND (e ->> 'kind' <> 'sensor'
                        OR EXISTS (SELECT FROM reading
                                   WHERE device_id = e ->> 'device_id'
                                     AND metrics = coalesce(nullif(e -> 'metrics', 'null'), '{}')))
            FROM (SELECT CAST(? AS jsonb) AS e) AS envelope""";
    private static final CamelContext CAMEL = new DefaultCamelContext();

    private static StoreStatement statement;

    @BeforeContainer
    static void startDatabase() throws Exception {
        statement = StoreStatement.start();
    }

    @AfterContainer
    static void stopDatabase() throws Exception {
        statement.close();
    }

    @Property(tries = BATCHES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void isStoredOrRefusedAlone(@ForAll("batches") List<SampleEnvelope> envelopes) throws Exception {
        List<SampleEnvelope> stored = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        SteppedBatch batch = new SteppedBatch(
                LARGEST_BATCH,
                Integer.MAX_VALUE,
                bodies -> {
                    StoreStatement.Counts counts = statement.store(bodies);
                    assertThat(counts.stored() + counts.duplicate()).isEqualTo(bodies.size());
                },
                null,
                () -> {
                    throw new AssertionError("the batch is held by one of " + envelopes);
                });
        for (SampleEnvelope envelope : envelopes) {
            Exchange exchange = new DefaultExchange(CAMEL);
            batch.add(exchange, envelope.text(), doneSync -> {
                if (exchange.getException() == null) {
                    stored.add(envelope);
                } else {
                    refused.add(exchange.getException().getMessage());
                }
            });
        }
        for (int step = 0; stored.size() + refused.size() < envelopes.size(); step++) {
            assertThat(step).as("writes until everything has ended").isLessThan(10 * LARGEST_BATCH);
            batch.writeNext();
        }

        assertThat(stored)
                .containsAll(envelopes.stream().filter(SampleEnvelope::good).toList());
        assertThat(refused).allMatch(error -> error.matches("(?s).*\\(SQLSTATE (22...|23514|5400[01])\\)"));
        for (SampleEnvelope envelope : stored) {
            checkThatItIsThere(envelope);
        }
        statement.runQueriesOfThePageOfData();
        assertThat(statement.sql().queryForObject("SELECT count(*) FROM device_metrics", Integer.class))
                .isNotNull();
    }

    @Provide
    Arbitrary<List<SampleEnvelope>> batches() {
        return SampleEnvelope.any().list().ofMinSize(1).ofMaxSize(LARGEST_BATCH);
    }

    private static void checkThatItIsThere(SampleEnvelope envelope) {
        assertThat(statement.sql().queryForList(FOUND, Boolean.class, envelope.text()))
                .as("%s is of a known kind, and in the tables", envelope)
                .containsExactly(true);
    }
}
