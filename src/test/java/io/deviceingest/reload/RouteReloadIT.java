package io.deviceingest.reload;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** What an edit of a site's files does to the program that runs with them. */
class RouteReloadIT {

    private static final int WRITES = 100;
    private static final int MILLIS_BETWEEN = 300;

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static final Tables tables = site.tables();

    private Path routes;
    private Ingest ingest;
    private Device device;

    @BeforeEach
    void startProgram() throws Exception {
        routes = Files.createTempDirectory(site.files(), "routes-").resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        ingest = site.startReady(Map.of("ROUTES_DIR", routes.toString(), "ROUTES_RELOAD", "true"));
        device = site.device();
    }

    @Test
    void anEditIsInForceWithoutARestartAndWithoutANewConnection() throws Exception {
        replace(
                "mapping/sensor.jslt",
                "all-fields([$fields,",
                "all-fields([$fields, if (.fahrenheit) {\"celsius\": (.fahrenheit - 32) * 5 / 9} else {},");

        await().until(() -> reloads("applied") == 1);
        device.publish("devices/d/sensor", "{\"fahrenheit\":68}");

        tables.awaitCount("reading", 1);
        assertThat(tables.sql().queryForObject("SELECT metrics->>'celsius' FROM reading", Double.class))
                .isEqualTo(20);
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
    }

    @Test
    void aStatementIsPartOfTheRoutes() throws Exception {
        replace("sql/mark-silent-devices.sql", "UPDATE", "-- as this site likes it\nUPDATE");
        await().until(() -> reloads("applied") == 1);

        Files.delete(routes.resolve("sql/mark-silent-devices.sql"));
        await().until(() -> reloads("refused") == 1);
        assertThat(page()).contains("mark-silent-devices.sql, which").contains("does not exist");
    }

    @Test
    void aStatementThatTheDatabaseRefusesIsNotTakenUp() throws Exception {
        replace("sql/store-messages.sql", "INSERT INTO reading", "INSERT INTO readings");

        await().until(() -> reloads("refused") == 1);
        assertThat(page())
                .contains("store-messages.sql is refused")
                .contains("readings")
                .contains("; try: bring the schema to this version");
        assertGoesOn();
    }

    @Test
    void aStatementThatHoldsTheBatchIsMendedByAnEdit() throws Exception {
        tables.sql().execute("ALTER TABLE reading RENAME COLUMN digest TO fingerprint");
        try {
            device.publish("devices/d/sensor", "{\"temperature\":25.5}");
            await().until(() -> ingest.metric("device_ingest_messages_in_flight") == 1);

            replace("sql/store-messages.sql", "digest", "fingerprint");

            tables.awaitCount("reading", 1);
            assertThat(reloads("applied")).isEqualTo(1);
            await().until(() -> ingest.accountGap() == 0);
        } finally {
            tables.sql().execute("ALTER TABLE reading RENAME COLUMN fingerprint TO digest");
        }
    }

    @Test
    void anEditWaitsForADatabaseThatIsAway() throws Exception {
        site.server().stop();
        try {
            replace("mapping/sensor.jslt", "// ", "// Of this site: ");
            await().until(() -> page().contains("waiting"));
            assertThat(page()).contains("; try: start PostgreSQL");
        } finally {
            site.server().start();
        }
        await().until(() -> reloads("applied") == 1);
        assertThat(page()).doesNotContain("waiting");
    }

    @Test
    void aRouteFileThatCannotBeReadIsRefusedWithItsLineAndTheOldOnesGoOn() throws Exception {
        replace("sensor.camel.yaml", "uri: batch:store", "uri: \"batch:store");

        await().until(() -> reloads("refused") == 1);
        assertThat(page()).contains(routes.resolve("sensor.camel.yaml") + ":").contains("is no YAML");
        assertGoesOn();
    }

    @Test
    void aMappingWhoseCaseBecomesSomethingElseIsRefusedWithTheLineOfTheCase() throws Exception {
        replace("mapping/heartbeat.jslt", "\"heartbeat\"", "\"sensor\"");

        await().until(() -> reloads("refused") == 1);
        assertThat(page()).contains("heartbeat/attributes").contains(".yaml:").contains("expected");
        assertGoesOn();
    }

    @Test
    void aRefusedEditDoesNotReachAMappingWhoseFirstMessageComesLater() throws Exception {
        replace("mapping/status.jslt", "\"attributes\": $attributes", "\"attributes\": {\"edit\": \"refused\"}");
        await().until(() -> reloads("refused") == 1);

        device.publish("devices/d/status", "{\"status\":\"online\"}");

        tables.awaitCount("device", 1);
        assertThat(tables.text("SELECT attributes::text FROM device")).doesNotContain("refused");
    }

    @Test
    void aDeadLetterThatIsRefusedTakesTheWayThatTheLastEditNames() throws Exception {
        replace("dead-letter.camel.yaml", "dead-letters-stripped", "letters-without-details");
        await().until(() -> reloads("applied") == 1);

        tables.sql().execute("ALTER TABLE dead_letter ADD CONSTRAINT of_a_test CHECK (error IS NULL)");
        try {
            device.publish("devices/d/no-such-suffix", "{}");
            tables.awaitCount("dead_letter", 1);
        } finally {
            tables.sql().execute("ALTER TABLE dead_letter DROP CONSTRAINT of_a_test");
        }
    }

    @Test
    void aWayForDeadLettersThatNoRouteBeginsWithIsRefused() throws Exception {
        replace("dead-letter.camel.yaml", "lastResort: direct:dead-letters-stripped", "lastResort: direct:nowhere");

        await().until(() -> reloads("refused") == 1);
        assertThat(page()).contains("direct://nowhere");
    }

    @Test
    void anEditThatIsTakenBackIsNoLongerRefused() throws Exception {
        replace("mapping/status.jslt", "{", "{{");
        await().until(() -> page().contains("refused"));

        replace("mapping/status.jslt", "{{", "{");
        await().until(() -> !page().contains("refused"));
        assertThat(reloads("applied")).isZero();
    }

    @Test
    void routesThatDoNotStartGiveWayToThoseThatRanBefore() throws Exception {
        int port = brokerThatIsGoneAfterTheFirstConnection();
        Files.writeString(routes.resolve("more.camel.yaml"), """
                - route:
                    id: more
                    from:
                      uri: direct:more
                      steps:
                        - to:
                            uri: paho-mqtt5:alarms
                            parameters:
                              brokerUrl: tcp://127.0.0.1:%d
                """.formatted(port));

        await().until(() -> reloads("reverted") == 1);
        assertThat(page()).contains("more.camel.yaml").contains("Unable to connect");
        assertGoesOn();
    }

    @Test
    void aVolumeThatIsExchangedAtOnceIsOneEdit() throws Exception {
        Path first = routes.resolveSibling("first");
        Files.move(routes, first);
        Path second = routes.resolveSibling("second");
        FileSystemUtils.copyRecursively(first, second);
        Files.createSymbolicLink(routes, first);
        replace(second, "mapping/sensor.jslt", "[$fields,", "[$fields, {\"volume\": .volume},");

        Path next = Files.createSymbolicLink(routes.resolveSibling("next"), second);
        Files.move(next, routes, StandardCopyOption.ATOMIC_MOVE);

        await().until(() -> reloads("applied") == 1);
        assertGoesOn();
    }

    @Test
    void aHundredWritesInHalfAMinuteLoseNothingAndStoreNothingTwice() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        int published = 0;
        ScheduledExecutorService editor = Executors.newSingleThreadScheduledExecutor();
        try {
            editor.scheduleAtFixedRate(() -> write(writes.incrementAndGet()), 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
            while (writes.get() < WRITES) {
                device.publish("devices/d-" + published % 10 + "/sensor", "{\"n\":" + published + "}");
                published++;
            }
        } finally {
            editor.shutdownNow();
        }

        int all = published;
        tables.awaitCount("reading", all);
        assertThat(tables.count("dead_letter")).isZero();
        assertThat(ingest.metric("device_ingest_messages_duplicate_total")).isZero();
        assertThat(ingest.metric("device_ingest_messages_returned_total")).isZero();
        assertThat(ingest.accountGap()).isZero();
        assertThat(reloads("applied")).isGreaterThan(1);
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
    }

    /** So that routes which name it can be built aside, and not once more. */
    private static int brokerThatIsGoneAfterTheFirstConnection() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        new Thread(() -> {
                    try (server;
                            Socket client = server.accept()) {
                        server.close();
                        client.getInputStream().read();
                        // CONNACK: no session, success, no properties (MQTT 5, 3.2).
                        client.getOutputStream().write(new byte[] {0x20, 3, 0, 0, 0});
                        client.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .start();
        return server.getLocalPort();
    }

    /** Every tenth one is a mistake, which the next one fixes. */
    private void write(int number) {
        try {
            String mapping = Files.readString(Path.of("routes/mapping/sensor.jslt"));
            String comment = "// edit " + number + "\n";
            Files.writeString(
                    routes.resolve("mapping/sensor.jslt"), comment + (number % 10 == 5 ? "{" + mapping : mapping));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertGoesOn() throws Exception {
        device.publish("devices/d/sensor", "{\"temperature\":25.5}");
        tables.awaitCount("reading", 1);
        assertThat(ingest.isReady()).isTrue();
    }

    private void replace(String file, String old, String fresh) throws IOException {
        replace(routes, file, old, fresh);
    }

    private static void replace(Path folder, String file, String old, String fresh) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(old);
        Files.writeString(folder.resolve(file), text.replace(old, fresh));
    }

    private double reloads(String outcome) {
        return ingest.metric("device_ingest_routes_reloads_total", "outcome=\"" + outcome + "\"");
    }

    private String page() {
        return ingest.health("readiness");
    }
}
