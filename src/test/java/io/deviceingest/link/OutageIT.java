package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Load;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens while a part is away, refuses, or is not as it should be: nothing is lost, and it heals by itself. */
class OutageIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static final Tables tables = site.tables();

    private Ingest ingest;

    @BeforeEach
    void letEverybodyAndEverythingIn() {
        site.broker().rules().requirePassword(null);
        site.broker().rules().allowSubscribing(true);
    }

    @Test
    void aBrokerThatIsAwayAtStartIsWaitedFor() throws Exception {
        site.broker().stop();
        start(Map.of());
        await().until(() -> ingest.health("readiness").contains("nothing listens at"));
        assertThat(ingest.status("/actuator/health/liveness")).isEqualTo(200);

        site.broker().start();

        ingest.awaitReady();
    }

    @Test
    void aDatabaseThatIsAwayAtStartIsWaitedFor() throws Exception {
        site.server().stop();
        start(Map.of());
        await().until(() -> ingest.health("readiness").contains("\"database\":{\"status\":\"DOWN\""));
        assertThat(ingest.status("/actuator/health/liveness")).isEqualTo(200);

        site.server().start();

        ingest.awaitReady();
    }

    @Test
    void aWrongPasswordIsExplainedAndHealsWithoutARestart() {
        site.broker().rules().requirePassword("right");
        start(Map.of("MQTT_USERNAME", "ingest", "MQTT_PASSWORD", "wrong"));
        await().until(() -> ingest.health("readiness").contains("refuses the connection")
                && ingest.health("readiness").contains("MQTT_PASSWORD"));

        site.broker().rules().requirePassword("wrong");

        ingest.awaitReady();
    }

    @Test
    void aRefusedSubscriptionIsExplainedAndHealsWithoutARestart() {
        site.broker().rules().allowSubscribing(false);
        // The broker keeps for a while what it has answered for a topic.
        start(Map.of("MQTT_CLIENT_ID", "refused", "MQTT_TOPIC", "refused/+/#"));
        await().until(() -> ingest.health("readiness").contains("refuses the subscription to refused/+/#"));

        site.broker().rules().allowSubscribing(true);

        ingest.awaitReady();
    }

    @Test
    void threeCutsUnderLoadLoseNothingAndStoreNothingTwice() throws Exception {
        startReady();
        try (Load load = Load.start(site.broker(), 3_000)) {
            for (int cut = 1; cut <= 3; cut++) {
                int before = cut * 500;
                await().until(() -> load.acknowledged() > before);
                site.broker().failConnectionOf("device-ingest");
            }
            load.awaitEnd();
        }
        tables.awaitCount("reading", 3_000);
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aDatabaseThatIsAwayUnderLoadLosesNothingAndStoresNothingTwice() throws Exception {
        startReady();
        try (Load load = Load.start(site.broker(), 3_000)) {
            await().until(() -> load.acknowledged() > 500);
            site.server().stop();
            await().until(() -> ingest.metric("device_ingest_batch_retries_total", "store") >= 3);
            site.server().start();
            load.awaitEnd();
        }
        tables.awaitCount("reading", 3_000);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void aMissingDefaultPartitionHoldsAndTheMendedOneResumes() throws Exception {
        startReady();
        tables.sql().execute("ALTER TABLE reading DETACH PARTITION reading_default");
        Device device = site.device();
        // Two years ago: no month takes it.
        device.publish(
                "devices/d/sensor",
                "{\"timestamp\":" + Instant.now().minus(Duration.ofDays(730)).getEpochSecond() + ",\"t\":1}");
        awaitHeld("schema");

        tables.sql().execute("ALTER TABLE reading ATTACH PARTITION reading_default DEFAULT");

        tables.awaitCount("reading", 1);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void aColumnThatSomebodyAddedAsNotNullHoldsAndTheMendedTableResumes() throws Exception {
        startReady();
        tables.sql().execute("ALTER TABLE reading ADD COLUMN site text NOT NULL");
        Device device = site.device();
        device.publish("devices/d/sensor", "{\"t\":1}");
        awaitHeld("schema");

        tables.sql().execute("ALTER TABLE reading DROP COLUMN site");

        tables.awaitCount("reading", 1);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void oneMessageThatTheDatabaseRefusesDoesNotHinderTheOthers() throws Exception {
        startReady();
        tables.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try (Load load = Load.start(site.broker(), 1_000)) {
            site.device().publish("devices/d/sensor", "{\"poison\":1}");
            load.awaitEnd();
        }
        tables.awaitCount("reading", 1_000);
        tables.awaitCount("dead_letter", 1);
        assertThat(tables.deadLetters()).containsExactly("rejected-by-database");
        tables.sql().execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
    }

    @Test
    void aMissingDeadLetterTableHoldsDeadLettersAndReadingsFlowOn() throws Exception {
        startReady();
        tables.sql().execute("ALTER TABLE dead_letter RENAME TO mislaid");
        Device device = site.device();
        device.publish("devices/d/sensor", "{");
        device.publish("devices/d/sensor", "{\"t\":1}");
        tables.awaitCount("reading", 1);
        await().until(() -> ingest.metric("device_ingest_batch_retries_total", "dead-letters") >= 1);

        tables.sql().execute("ALTER TABLE mislaid RENAME TO dead_letter");

        tables.awaitCount("dead_letter", 1);
    }

    private void start(Map<String, String> settings) {
        ingest = site.start(settings);
    }

    private void startReady() {
        start(Map.of());
        ingest.awaitReady();
    }

    private void awaitHeld(String cause) {
        await().until(() -> ingest.metric("device_ingest_batch_retries_total", "cause=\"" + cause + "\"") >= 1);
    }
}
