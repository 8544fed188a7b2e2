package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many messages can never be stored, each becomes a dead letter, and the others are stored. */
class PoisonFaultsIT {

    /** Smaller than the number of poisons that come at once. */
    private static final int RECEIVE_MAXIMUM = 200;

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files(), Map.of("MQTT_RECEIVE_MAXIMUM", String.valueOf(RECEIVE_MAXIMUM))));
    }

    @ParameterizedTest(name = "one in {0}")
    @ValueSource(ints = {500, 100, 2, 1})
    void poisonsBecomeDeadLettersAndTheOthersAreStored(int poisonOneIn) throws Exception {
        Outcome outcome = proof.run("poison: one in " + poisonOneIn, Traffic.withPoison(poisonOneIn), () -> {
            // What gathers meanwhile is one batch.
            try (Connection holder = proof.database().holdWriters()) {
                Pace.ofThisRun().lasting(Duration.ofMillis(800), Duration.ofMillis(800));
            }
            proof.awaitLoad(700);
        });
        assertThat(outcome.deadLettered()).isPositive();
    }

    @Test
    void aMissingDeadLetterTableHoldsThePoisonsThatFillTheWindow() throws Exception {
        Outcome outcome = proof.run("dead-letter table missing", Traffic.withPoison(2), () -> {
            proof.database().sql().execute("ALTER TABLE dead_letter RENAME TO mislaid");
            Pace.ofThisRun().lasting(Duration.ofSeconds(4), Duration.ofSeconds(60));
            // Half of them are poisons: more than the window holds.
            proof.awaitLoad(3 * RECEIVE_MAXIMUM);
            proof.database().sql().execute("ALTER TABLE mislaid RENAME TO dead_letter");
        });
        assertThat(outcome.deadLettered()).isGreaterThan(RECEIVE_MAXIMUM);
    }
}
