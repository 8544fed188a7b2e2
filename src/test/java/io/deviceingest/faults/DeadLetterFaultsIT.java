package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.faults.Reading.Poison;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a batch exactly the guilty ones become dead letters, and not even a dead letter that is refused is lost. */
class DeadLetterFaultsIT {

    private static final int BATCH = 1_000;

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files(), Patience.OF_STATEMENTS));
    }

    @ParameterizedTest(name = "{0} of 1000")
    @ValueSource(ints = {1, 2, 500, BATCH})
    void exactlyThePoisonsBecomeDeadLetters(int poisons) throws Exception {
        List<Poison> batch = new ArrayList<>(Collections.nCopies(BATCH - poisons, Poison.NONE));
        batch.addAll(Collections.nCopies(poisons, Poison.REFUSED_BY_DATABASE));
        Collections.shuffle(batch, proof.random());
        double splitsBefore = splits();

        Outcome outcome = proof.run("poison: " + poisons + " of 1000 in one batch", Traffic.steady(), () -> {
            proof.devices().pause();
            proof.awaitEverythingStored();
            try (Connection holder = proof.database().holdWriters()) {
                // The statement of this one waits for the lock, and behind it the batch gathers.
                proof.devices().say(Poison.NONE);
                proof.database().awaitWaitingBatch();
                batch.forEach(proof.devices()::say);
                await("the batch waits")
                        .until(() -> proof.program().metric("device_ingest_messages_in_flight") == 1 + BATCH);
            }
            proof.devices().goOn();
        });

        assertThat(outcome.deadLettered()).isEqualTo(poisons);
        assertThat(count("FROM dead_letter")).isEqualTo(poisons);
        // One at most for each size between a batch and a message: fewer where the messages came in more batches than
        // one.
        assertThat(splits() - splitsBefore).as("halvings").isLessThanOrEqualTo(Math.min(BATCH - 1, poisons * 10));
    }

    @Test
    void aDeadLetterThatIsRefusedIsKeptWithoutWhatIsRefused() throws Exception {
        proof.run("dead letter refused for its error text", Traffic.withPoison(3), () -> {
            sql("ALTER TABLE dead_letter ADD CONSTRAINT no_error CHECK (error IS NULL) NOT VALID");
            await("stripped dead letters").until(() -> count("FROM dead_letter WHERE error IS NULL") > 20);
            sql("ALTER TABLE dead_letter DROP CONSTRAINT no_error");
        });
    }

    @Test
    void aDeadLetterThatIsRefusedInEveryFormIsHeldUntilItIsTaken() throws Exception {
        Outcome outcome = proof.run("dead letter refused in every form", Traffic.steady(), () -> {
            sql("ALTER TABLE dead_letter ADD CONSTRAINT no_poison CHECK (convert_from(payload, 'UTF8') !~ 'poison')");
            proof.devices().pause();
            proof.devices().say(Poison.REFUSED_BY_DATABASE);
            proof.devices().goOn();
            proof.awaitHeld("other");
            proof.awaitCommit();
            assertThat(count("FROM dead_letter")).isZero();
            sql("ALTER TABLE dead_letter DROP CONSTRAINT no_poison");
        });
        assertThat(outcome.deadLettered()).isEqualTo(1);
    }

    private static double splits() {
        return proof.program().metric("device_ingest_batch_seconds_count", "batch=\"store\",outcome=\"split\"");
    }

    private static int count(String from) {
        Integer count = proof.database().sql().queryForObject("SELECT count(*) " + from, Integer.class);
        return count == null ? 0 : count;
    }

    private static void sql(String statement) {
        proof.database().sql().execute(statement);
    }
}
