package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Broker;
import io.deviceingest.embedded.CommandRun;
import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.Load;
import io.deviceingest.embedded.MosquittoBroker;
import io.deviceingest.embedded.PackagedProgram;
import io.deviceingest.embedded.RestartableBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How a replica that is gone for good is retired: what waits in its session is stored, and then the session ends. Each
 * The command waits for silence, so two methods wait at once, each with parts of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class RetireIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GONE = "gone";

    @TempDir
    Path files;

    private EmbeddedDatabase database;
    private final List<Process> runs = new ArrayList<>();

    private enum Kind {
        ARTEMIS,
        MOSQUITTO;

        RestartableBroker start(Path files) throws Exception {
            return this == ARTEMIS
                    ? EmbeddedBroker.start(files.resolve("broker"))
                    : MosquittoBroker.start(files.resolve("broker"));
        }
    }

    @BeforeEach
    void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
    }

    @AfterEach
    void stopEverything() throws Exception {
        runs.forEach(Process::destroyForcibly);
        database.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWaitsIsStoredAndThenTheSessionIsGone(Kind kind) throws Exception {
        try (RestartableBroker broker = kind.start(files)) {
            leave(broker, "plain", "devices/+/#");
            leave(broker, "member", "$share/ingest/devices/+/#");
            publishReadings(broker, 300);
            try (Device device = new Device(broker, "device")) {
                device.publish("devices/d/sensor", "{broken");
            }

            Process plain = start(broker, Map.of("MQTT_CLIENT_ID", "plain"), "--quiet-for", "2s");
            Process member = start(
                    broker, Map.of("MQTT_CLIENT_ID", "member", "MQTT_SHARE_GROUP", "ingest"), "--quiet-for", "2s");

            for (CommandRun run : List.of(CommandRun.toItsEnd(plain), CommandRun.toItsEnd(member))) {
                assertThat(run.exitCode()).as(run.output()).isZero();
                assertThat(run.output())
                        .contains("has ended")
                        .containsPattern("received 301: stored \\d+, duplicate \\d+, dead-lettered 1, ignored 0,")
                        .doesNotContain("it held no subscription");
            }
            assertThat(count("reading")).isEqualTo(300);
            assertThat(isSessionPresent(broker, "plain")).isFalse();
            assertThat(isSessionPresent(broker, "member")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMemberLeavesAShareGroupUnderLoadAndNothingIsLost(Kind kind) throws Exception {
        try (RestartableBroker broker = kind.start(files)) {
            leave(broker, GONE, "$share/ingest/devices/+/#");
            try (Ingest other = Ingest.start(broker, database, Map.of("mqtt.share-group", "ingest"))) {
                await().atMost(SOON).until(other::isReady);
                Load load = Load.start(broker, 6_000);
                try (load) {
                    await().atMost(SOON).until(() -> load.acknowledged() > 1_000);

                    CommandRun run = retire(
                            broker, Map.of("MQTT_SHARE_GROUP", "ingest"), "--unsubscribe-first", "--quiet-for", "1s");

                    assertThat(run.exitCode()).as(run.output()).isZero();
                }
                int published = load.acknowledged();
                // The last one may have reached the broker, though its acknowledgement did not come back.
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(count("reading")).isBetween(published, published + 1));
            }
            assertThat(isSessionPresent(broker, GONE)).isFalse();
        }
    }

    @Test
    void whileMessagesGoOnComingTheSessionStays() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"))) {
            leave(broker, GONE, "devices/+/#");
            int published;
            try (Load load = Load.start(broker, 100_000)) {
                CommandRun run = retire(broker, Map.of(), "--quiet-for", "3s", "--timeout", "14s");

                assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
                assertThat(run.output()).contains("messages go on coming", "stays at the broker");
                published = load.acknowledged();
            }
            assertThat(isSessionPresent(broker, GONE)).isTrue();

            assertThat(retire(broker, Map.of(), "--quiet-for", "1s").exitCode()).isZero();
            assertThat(count("reading")).isGreaterThanOrEqualTo(published);
        }
    }

    @Test
    void whatTheDatabaseDoesNotTakeStaysInTheSession() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"))) {
            try (Ingest replica = Ingest.start(broker, database, Map.of("mqtt.client-id", GONE))) {
                await().atMost(SOON).until(replica::isReady);
            }
            publishReadings(broker, 50);
            try (Connection held = database.holdWriters()) {
                Process run = start(broker, Map.of("MQTT_CLIENT_ID", GONE, "DB_LOCK_TIMEOUT", "1s"), "--timeout", "8s");
                // Beside it, for this one does not even connect to the broker.
                CommandRun away = retire(broker, Map.of("DB_URL", urlOfNoDatabase()), "--timeout", "3s");

                assertThat(away.exitCode()).as(away.output()).isEqualTo(1);
                assertThat(away.output()).contains("gave up after 3 s", "received 0:");
                CommandRun ended = CommandRun.toItsEnd(run);
                assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
                assertThat(ended.output()).contains("gave up after 8 s: a message has waited", "stored 0,");
            }
            assertThat(count("reading")).isZero();
            assertThat(isSessionPresent(broker, GONE)).isTrue();
            assertThat(count("replica")).as("the others wait for it").isEqualTo(1);
            assertThat(retire(broker, Map.of(), "--quiet-for", "1s").exitCode()).isZero();
            assertThat(count("reading")).isEqualTo(50);
            assertThat(count("replica")).as("nobody waits for it any more").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplicaThatLivesTakesItsSessionBackAndLosesNothing(Kind kind) throws Exception {
        try (RestartableBroker broker = kind.start(files);
                Ingest alive = Ingest.start(broker, database, Map.of("mqtt.client-id", GONE))) {
            await().atMost(SOON).until(alive::isReady);

            Process run = start(broker, Map.of("MQTT_CLIENT_ID", GONE), "--unsubscribe-first");
            await().atMost(SOON).until(() -> alive.metric("device_ingest_mqtt_disconnects_total") >= 1);
            publishReadings(broker, 100);

            CommandRun ended = CommandRun.toItsEnd(run);
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
            assertThat(ended.output()).contains("the client id \"gone\"", "stop that replica first");
            await().atMost(SOON).until(alive::isReady);
            publishReadings(broker, 100);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("reading")).isEqualTo(200));
        }
    }

    @Test
    void whereThereIsNoSessionThereIsNothingToEnd() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"))) {
            CommandRun run = retire(broker, Map.of());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("the broker has no session of \"gone\": there is nothing to end");
            assertThat(isSessionPresent(broker, GONE)).isFalse();
        }
    }

    @Test
    void settingsThatAreRefusedAndWrongUsageAreToldApartFromAFailure() throws Exception {
        CommandRun refused = CommandRun.in(files, Map.of("MQTT_TLS", "off"), "retire");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("MQTT_BROKER_HOST must be set", "DB_URL must be set");

        CommandRun help = CommandRun.in(files, Map.of(), "farewell", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("`farewell` is called `retire` now");
        assertThat(help.output()).contains("--quiet-for", "--unsubscribe-first", "--timeout", "MQTT_CLIENT_ID");
    }

    /** A replica has run with this client id and filter, and is gone; its session is at the broker. */
    private static void leave(Broker broker, String clientId, String filter) throws Exception {
        try (Device replica = new Device(broker, clientId, durable())) {
            replica.subscribe(filter);
        }
    }

    private static MqttConnectionOptions durable() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Duration.ofHours(1).toSeconds());
        return options;
    }

    private CommandRun retire(Broker broker, Map<String, String> settings, String... options) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("MQTT_CLIENT_ID", GONE));
        all.putAll(settings);
        return CommandRun.toItsEnd(start(broker, all, options));
    }

    private Process start(Broker broker, Map<String, String> settings, String... options) throws Exception {
        Map<String, String> all = PackagedProgram.settings(broker, database);
        all.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        all.putAll(settings);
        List<String> words = new ArrayList<>(List.of("retire"));
        words.addAll(List.of(options));
        Process run = CommandRun.start(files, all, words.toArray(String[]::new));
        runs.add(run);
        return run;
    }

    private static String urlOfNoDatabase() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + EmbeddedBroker.freePort() + "/postgres";
    }

    private static boolean isSessionPresent(Broker broker, String clientId) throws Exception {
        try (Device client = new Device(broker, clientId, durable())) {
            return client.isSessionPresent();
        }
    }

    private static void publishReadings(Broker broker, int count) throws Exception {
        try (Load load = Load.start(broker, count)) {
            load.awaitEnd();
        }
    }

    private int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
