package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while a part is away, refuses, or is not as it should be: nothing is lost, and it heals by itself. */
class OutageIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path files;

    private EmbeddedBroker broker;
    private EmbeddedDatabase database;
    private Ingest ingest;

    @BeforeEach
    void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
    }

    @AfterEach
    void stopEverything() throws Exception {
        if (ingest != null) {
            ingest.close();
        }
        broker.close();
        database.close();
    }

    @Test
    void aBrokerThatIsAwayAtStartIsWaitedFor() throws Exception {
        broker.stop();
        start(Map.of());
        await().atMost(SOON).until(() -> ingest.health("readiness").contains("nothing listens at"));
        assertThat(ingest.status("/actuator/health/liveness")).isEqualTo(200);

        broker.start();

        await().atMost(SOON).until(ingest::isReady);
    }

    @Test
    void aDatabaseThatIsAwayAtStartIsWaitedFor() throws Exception {
        database.stop();
        start(Map.of());
        await().atMost(SOON).until(() -> ingest.health("readiness").contains("\"database\":{\"status\":\"DOWN\""));
        assertThat(ingest.status("/actuator/health/liveness")).isEqualTo(200);

        database.start();

        await().atMost(SOON).until(ingest::isReady);
    }

    @Test
    void aWrongPasswordIsSaidInWordsAndHealsWithoutARestart() {
        broker.rules().requirePassword("right");
        start(Map.of("mqtt.username", "ingest", "mqtt.password", "wrong"));
        await().atMost(SOON)
                .until(() -> ingest.health("readiness").contains("refuses the connection")
                        && ingest.health("readiness").contains("MQTT_PASSWORD"));

        broker.rules().requirePassword("wrong");

        await().atMost(SOON).until(ingest::isReady);
    }

    @Test
    void aRefusedSubscriptionIsSaidInWordsAndHealsWithoutARestart() {
        broker.rules().allowSubscribing(false);
        start(Map.of());
        await().atMost(SOON)
                .until(() -> ingest.health("readiness").contains("refuses the subscription to devices/+/#"));

        broker.rules().allowSubscribing(true);

        await().atMost(SOON).until(ingest::isReady);
    }

    @Test
    void threeCutsUnderLoadLoseNothingAndStoreNothingTwice() throws Exception {
        startReady();
        try (Load load = Load.start(broker, 3_000)) {
            for (int cut = 1; cut <= 3; cut++) {
                int before = cut * 500;
                await().atMost(SOON).until(() -> load.acknowledged() > before);
                broker.failConnectionOf("device-ingest");
            }
            load.awaitEnd();
        }
        awaitReadings(3_000);
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aDatabaseThatIsAwayUnderLoadLosesNothingAndStoresNothingTwice() throws Exception {
        startReady();
        try (Load load = Load.start(broker, 3_000)) {
            await().atMost(SOON).until(() -> load.acknowledged() > 500);
            database.stop();
            await().atMost(SOON).until(() -> ingest.metric("device_ingest_batch_retries_total", "store") >= 3);
            database.start();
            load.awaitEnd();
        }
        awaitReadings(3_000);
        assertThat(count("dead_letter")).isZero();
    }

    @Test
    void aMissingDefaultPartitionHoldsAndTheMendedOneResumes() throws Exception {
        startReady();
        database.sql().execute("ALTER TABLE reading DETACH PARTITION reading_default");
        try (Device device = new Device(broker, "device")) {
            // Two years ago: no month takes it.
            device.publish(
                    "devices/d/sensor",
                    "{\"timestamp\":"
                            + Instant.now().minus(Duration.ofDays(730)).getEpochSecond() + ",\"t\":1}");
        }
        awaitHeld("schema");

        database.sql().execute("ALTER TABLE reading ATTACH PARTITION reading_default DEFAULT");

        awaitReadings(1);
        assertThat(count("dead_letter")).isZero();
    }

    @Test
    void aColumnThatSomebodyAddedAsNotNullHoldsAndTheMendedTableResumes() throws Exception {
        startReady();
        database.sql().execute("ALTER TABLE reading ADD COLUMN site text NOT NULL");
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/d/sensor", "{\"t\":1}");
        }
        awaitHeld("schema");

        database.sql().execute("ALTER TABLE reading DROP COLUMN site");

        awaitReadings(1);
        assertThat(count("dead_letter")).isZero();
    }

    @Test
    void oneMessageThatTheDatabaseRefusesDoesNotHinderTheOthers() throws Exception {
        startReady();
        database.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try (Load load = Load.start(broker, 1_000)) {
            try (Device device = new Device(broker, "device")) {
                device.publish("devices/d/sensor", "{\"poison\":1}");
            }
            load.awaitEnd();
        }
        awaitReadings(1_000);
        await().atMost(SOON).until(() -> count("dead_letter") == 1);
        assertThat(database.sql().queryForObject("SELECT reason FROM dead_letter", String.class))
                .isEqualTo("rejected-by-database");
    }

    @Test
    void aMissingDeadLetterTableHoldsDeadLettersAndReadingsFlowOn() throws Exception {
        startReady();
        database.sql().execute("ALTER TABLE dead_letter RENAME TO mislaid");
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/d/sensor", "{");
            device.publish("devices/d/sensor", "{\"t\":1}");
        }
        awaitReadings(1);
        await().atMost(SOON).until(() -> ingest.metric("device_ingest_batch_retries_total", "dead-letters") >= 1);

        database.sql().execute("ALTER TABLE mislaid RENAME TO dead_letter");

        await().atMost(SOON).until(() -> count("dead_letter") == 1);
    }

    private void start(Map<String, String> settings) {
        ingest = Ingest.start(broker, database, settings);
    }

    private void startReady() {
        start(Map.of());
        await().atMost(SOON).until(ingest::isReady);
    }

    private void awaitHeld(String cause) {
        await().atMost(SOON)
                .until(() -> ingest.metric("device_ingest_batch_retries_total", "cause=\"" + cause + "\"") >= 1);
    }

    private void awaitReadings(int expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(count("reading")).isEqualTo(expected));
    }

    private int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
