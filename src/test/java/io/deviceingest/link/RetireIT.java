package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.CommandsHere;
import io.deviceingest.faults.Direction;
import io.deviceingest.faults.MqttProxy;
import io.deviceingest.faults.PacketType;
import io.deviceingest.faults.Verdict;
import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Load;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.RestartableBroker;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How a replica that is gone for good is retired: what waits in its session is stored, and then the session ends. Where
 * two commands run at once, each is a process.
 */
class RetireIT {

    private static final String GONE = "gone";

    @RegisterExtension
    final TestSite site = new TestSite().withDatabase();

    private final Tables tables = site.tables();

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

    @AfterEach
    void stopEverything() {
        runs.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWaitsIsStoredAndThenTheSessionIsGone(Kind kind) throws Exception {
        RestartableBroker broker = site.add(kind.start(site.files()));
        leave(broker, "plain", "devices/+/#");
        leave(broker, "member", "$share/ingest/devices/+/#");
        publishReadings(broker, 300);
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/d/sensor", "{broken");
        }

        Process plain = start(broker, Map.of("MQTT_CLIENT_ID", "plain"), "--quiet-for", "2s");
        Process member =
                start(broker, Map.of("MQTT_CLIENT_ID", "member", "MQTT_SHARE_GROUP", "ingest"), "--quiet-for", "2s");

        for (CommandRun run : List.of(CommandRun.toItsEnd(plain), CommandRun.toItsEnd(member))) {
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output())
                    .contains("has ended")
                    .containsPattern("received 301: stored \\d+, duplicate \\d+, dead-lettered 1, ignored 0,")
                    .doesNotContain("it held no subscription");
        }
        assertThat(tables.count("reading")).isEqualTo(300);
        assertThat(isSessionPresent(broker, "plain")).isFalse();
        assertThat(isSessionPresent(broker, "member")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMemberLeavesAShareGroupUnderLoadAndNothingIsLost(Kind kind) throws Exception {
        RestartableBroker broker = site.add(kind.start(site.files()));
        leave(broker, GONE, "$share/ingest/devices/+/#");
        try (Ingest other = site.start(broker, Map.of("MQTT_SHARE_GROUP", "ingest"))) {
            other.awaitReady();
            Load load = Load.start(broker, 6_000);
            try (load) {
                await().until(() -> load.acknowledged() > 1_000);

                CommandRun run = retire(
                        broker, Map.of("MQTT_SHARE_GROUP", "ingest"), "--unsubscribe-first", "--quiet-for", "1s");

                assertThat(run.exitCode()).as(run.output()).isZero();
            }
            int published = load.acknowledged();
            // The last one may have reached the broker, though its acknowledgement did not come back.
            await().untilAsserted(() -> assertThat(tables.count("reading")).isBetween(published, published + 1));
        }
        assertThat(isSessionPresent(broker, GONE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whereTheWordThatEndsTheSessionIsLostItIsSaidAgain(Kind kind) throws Exception {
        RestartableBroker broker = site.add(kind.start(site.files()));
        leave(broker, GONE, "devices/+/#");
        publishReadings(broker, 100);
        AtomicBoolean lost = new AtomicBoolean();
        try (MqttProxy proxy =
                MqttProxy.start(Files.createDirectories(site.files().resolve("proxy")), broker)) {
            proxy.rule(
                    Direction.UP,
                    packet -> packet.is(PacketType.DISCONNECT) && lost.compareAndSet(false, true)
                            ? Verdict.DROP
                            : Verdict.PASS);

            CommandRun run = retire(proxy, Map.of(), "--quiet-for", "1s");

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output())
                    .contains("the session of \"gone\" has ended")
                    .doesNotContain("it held no subscription");
        }
        assertThat(lost).isTrue();
        assertThat(isSessionPresent(broker, GONE)).isFalse();
        assertThat(tables.count("reading")).isEqualTo(100);
    }

    @Test
    void whileMessagesGoOnComingTheSessionStays() throws Exception {
        EmbeddedBroker broker = site.add(EmbeddedBroker.start(site.files().resolve("broker")));
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
        assertThat(tables.count("reading")).isGreaterThanOrEqualTo(published);
    }

    @Test
    void whatTheDatabaseDoesNotTakeStaysInTheSession() throws Exception {
        EmbeddedBroker broker = site.add(EmbeddedBroker.start(site.files().resolve("broker")));
        try (Ingest replica = site.start(broker, Map.of("MQTT_CLIENT_ID", GONE))) {
            replica.awaitReady();
            // Its first sweep, from which on the others count with it, may come after it is ready.
            tables.awaitCount("replica", 1);
        }
        publishReadings(broker, 50);
        try (Connection held = site.database().holdWriters()) {
            Process run = start(broker, Map.of("MQTT_CLIENT_ID", GONE, "DB_LOCK_TIMEOUT", "1s"), "--timeout", "8s");
            // Beside it, for this one does not even connect to the broker.
            CommandRun away = retire(broker, Map.of("DB_URL", urlOfNoDatabase()), "--timeout", "3s");

            assertThat(away.exitCode()).as(away.output()).isEqualTo(1);
            assertThat(away.output()).contains("gave up after 3 s", "received 0:");
            CommandRun ended = CommandRun.toItsEnd(run);
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
            assertThat(ended.output()).contains("gave up after 8 s: a message has waited", "stored 0,");
        }
        assertThat(tables.count("reading")).isZero();
        assertThat(isSessionPresent(broker, GONE)).isTrue();
        assertThat(tables.count("replica")).as("the others wait for it").isEqualTo(1);
        assertThat(retire(broker, Map.of(), "--quiet-for", "1s").exitCode()).isZero();
        assertThat(tables.count("reading")).isEqualTo(50);
        assertThat(tables.count("replica")).as("nobody waits for it any more").isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplicaThatLivesTakesItsSessionBackAndLosesNothing(Kind kind) throws Exception {
        RestartableBroker broker = site.add(kind.start(site.files()));
        Ingest alive = site.startReady(broker, Map.of("MQTT_CLIENT_ID", GONE));
        CompletableFuture<CommandRun> run =
                CompletableFuture.supplyAsync(() -> retire(broker, Map.of(), "--unsubscribe-first"));
        await().until(() -> alive.metric("device_ingest_mqtt_disconnects_total") >= 1);
        publishReadings(broker, 100);

        CommandRun ended = run.get();
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains("the client id \"gone\"", "stop that replica first");
        alive.awaitReady();
        publishReadings(broker, 100);
        tables.awaitCount("reading", 200);
    }

    @Test
    void whereThereIsNoSessionThereIsNothingToEnd() throws Exception {
        EmbeddedBroker broker = site.add(EmbeddedBroker.start(site.files().resolve("broker")));
        CommandRun run = retire(broker, Map.of());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("the broker has no session of \"gone\": there is nothing to end");
        assertThat(isSessionPresent(broker, GONE)).isFalse();
    }

    @Test
    void settingsThatAreRefusedAndWrongUsageAreToldApartFromAFailure() throws Exception {
        CommandRun refused = CommandsHere.run(Map.of("MQTT_TLS", "off"), "retire");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("MQTT_BROKER_HOST must be set", "DB_URL must be set");

        CommandRun help = CommandRun.in(site.files(), Map.of(), "farewell", "--help");
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

    /** In this process. */
    private CommandRun retire(Broker broker, Map<String, String> settings, String... options) {
        return CommandsHere.run(settings(broker, settings), words(options));
    }

    private Map<String, String> settings(Broker broker, Map<String, String> changed) {
        Map<String, String> all = new HashMap<>(PackagedProgram.settings(broker, site.database()));
        all.put("MQTT_CLIENT_ID", GONE);
        all.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        all.putAll(changed);
        return all;
    }

    private static String[] words(String... options) {
        return Stream.concat(Stream.of("retire"), Stream.of(options)).toArray(String[]::new);
    }

    private Process start(Broker broker, Map<String, String> settings, String... options) throws Exception {
        Process run = CommandRun.start(site.files(), settings(broker, settings), words(options));
        runs.add(run);
        return run;
    }

    private static String urlOfNoDatabase() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + FreePort.next() + "/postgres";
    }

    private static boolean isSessionPresent(Broker broker, String clientId) throws Exception {
        if (broker instanceof EmbeddedBroker artemis) {
            // It ends a session a moment after it has read the packet that says so.
            await().until(() -> !artemis.isConnected(clientId));
        }
        try (Device client = new Device(broker, clientId, durable())) {
            return client.isSessionPresent();
        }
    }

    private static void publishReadings(Broker broker, int count) throws Exception {
        try (Load load = Load.start(broker, count)) {
            load.awaitEnd();
        }
    }
}
