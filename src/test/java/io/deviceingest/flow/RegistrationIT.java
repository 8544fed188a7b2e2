package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With {@code DEVICE_REGISTRATION=required} only what comes from a device in the table {@code device} is stored. */
class RegistrationIT {

    private static final Map<String, String> REQUIRED = required();
    private static final int FLOOD = 10_000;
    private static final int BATCH = 1_000;

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase().withRoutes(REQUIRED);

    private static final Tables tables = site.tables();

    private static Map<String, String> required() {
        Map<String, String> settings = new HashMap<>(Patience.OF_STATEMENTS);
        settings.put("DEVICE_REGISTRATION", "required");
        return settings;
    }

    @BeforeEach
    void registerOneDevice() {
        register("known");
    }

    @Test
    void ofOneBatchTheRegisteredAreStoredAndTheOthersAreDeadLettersWithTheirBytes() throws Exception {
        long duplicates = site.routes().count("device.ingest.messages.duplicate");
        String reading = "{\"timestamp\":" + site.routes().now() / 1_000_000 + ",\"t\":1}";

        List<CompletableFuture<Exchange>> ends = together(Stream.of(
                routes -> routes.send("known", "sensor", reading),
                routes -> routes.send("stranger", "sensor", "{\"t\":2}"),
                routes -> routes.send("known", "sensor", reading),
                routes -> routes.send("stranger", "heartbeat", "{\"heap\":3}"),
                routes -> routes.send("known", "heartbeat", "{\"heap\":4}"),
                routes -> routes.send("another", "status", "offline")));

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(tables.texts("SELECT device_id FROM device")).containsExactly("known");
        assertThat(tables.texts("SELECT metrics::text FROM reading")).containsExactly("{\"t\": 1}");
        assertThat(tables.texts("SELECT DISTINCT device_id FROM device_event")).containsExactly("known");
        assertThat(tables.texts("SELECT topic || ' ' || convert_from(payload, 'UTF8') FROM dead_letter"
                        + " WHERE reason = 'unknown-device' AND error LIKE '%DEVICE_REGISTRATION=required%'"))
                .containsExactlyInAnyOrder(
                        "devices/stranger/sensor {\"t\":2}",
                        "devices/stranger/heartbeat {\"heap\":3}",
                        "devices/another/status offline");
        assertThat(site.routes().count("device.ingest.messages.duplicate") - duplicates)
                .isEqualTo(1);
    }

    @Test
    void ofAListWithOneUnknownDeviceNothingIsStoredAndTheOtherMessagesOfTheBatchAre() throws Exception {
        register("other");
        long stored = site.routes().count("device.ingest.messages.stored");

        List<CompletableFuture<Exchange>> ends = together(Stream.of(
                routes -> routes.sendTo("batch:store", "[" + online("known", 1) + "," + online("stranger", 2) + "]"),
                routes -> routes.sendTo("batch:store", "[" + online("known", 3) + "," + online("known", 4) + "]"),
                routes -> routes.sendTo("batch:store", online("another", 5)),
                routes -> routes.sendTo("batch:store", "[" + online("other", 6) + "]")));

        assertThat(ends.stream().map(end -> end.join().getException()).map(e -> e == null ? "" : e.getMessage()))
                .satisfiesExactly(
                        refused -> assertThat(refused).startsWith("the device \"stranger\" is not in the table device"),
                        good -> assertThat(good).isEmpty(),
                        refused -> assertThat(refused).startsWith("the device \"another\" is not in the table device"),
                        good -> assertThat(good).isEmpty());
        assertThat(tables.texts("SELECT device_id || metrics::text FROM reading"))
                .containsExactlyInAnyOrder("known{\"n\": 3}", "known{\"n\": 4}", "other{\"n\": 6}");
        assertThat(tables.texts("SELECT attributes::text FROM device WHERE device_id = 'known'"))
                .as("nor of its known devices")
                .containsExactly("{\"n\": 4}");
        assertThat(site.routes().count("device.ingest.messages.stored") - stored)
                .as("the two, and the one that held the statement up")
                .isEqualTo(3);
    }

    private static String online(String device, int number) {
        return """
                {"kind":"sensor","device_id":"%s","status":"online","ts":%d,"received_at":1762254000000000,\
                "metrics":{"n":%d},"attributes":{"n":%d}}""".formatted(device, 1_762_254_000 + number, number, number);
    }

    @Test
    void aFloodOfUnknownDevicesTakesAsFewStatementsAsAnyOther() throws Exception {
        long written = site.routes().statements("store");
        long before = site.routes().statements("dead-letters");
        long stored = site.routes().count("device.ingest.messages.stored");

        List<CompletableFuture<Exchange>> ends;
        try (Connection holder = site.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE dead_letter IN ACCESS EXCLUSIVE MODE");
            ends = together(IntStream.range(0, FLOOD)
                    .mapToObj(i -> routes -> routes.send("stranger-" + i, "sensor", "{\"n\":" + i + "}")));
            // Once it is stored, whatever came before it waits in the batch of the dead letters.
            site.routes().send("known", "sensor", "{\"last\":true}").get(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(tables.sql()
                        .queryForObject(
                                "SELECT count(*) FROM dead_letter WHERE reason = 'unknown-device'", Integer.class))
                .isEqualTo(FLOOD);
        assertThat(site.routes().statements("store") - written)
                .as("the one that was held up, full ones, and the last")
                .isLessThanOrEqualTo(FLOOD / BATCH + 2);
        assertThat(site.routes().statements("dead-letters") - before)
                .as("dead letters gather too, while the ones before them are written")
                .isLessThanOrEqualTo(FLOOD / BATCH + 1);
        assertThat(site.routes().count("device.ingest.batch", "batch", "store", "outcome", "split"))
                .isZero();
        assertThat(site.routes().count("device.ingest.messages.stored") - stored)
                .as("only those of the registered one, which held the statement up and came last")
                .isEqualTo(2);
    }

    @Test
    void aDeviceIsStoredFromItsRegistrationOn() {
        site.routes().send("late", "sensor", "{\"n\":1}").join();
        register("late");
        site.routes().send("late", "sensor", "{\"n\":2}").join();

        assertThat(tables.texts("SELECT metrics::text FROM reading")).containsExactly("{\"n\": 2}");
        assertThat(tables.text("SELECT status FROM device WHERE device_id = 'late'"))
                .isEqualTo("online");
    }

    @Test
    void theAccountClosesAndNothingStaysUnacknowledged() throws Exception {
        Ingest ingest = site.startReady(REQUIRED);
        Device device = site.device();
        device.publish("devices/stranger/status", bytes("online"), 1, true);
        for (int i = 0; i < 50; i++) {
            device.publish("devices/" + (i % 2 == 0 ? "known" : "stranger") + "/sensor", "{\"n\":" + i + "}");
        }

        await().untilAsserted(() -> assertThat(
                        ingest.metric("device_ingest_messages_dead_lettered_total", "reason=\"unknown-device\""))
                .isEqualTo(26));
        await().until(() -> ingest.metric("device_ingest_messages_in_flight") == 0 && ingest.accountGap() == 0);
        assertThat(ingest.metric("device_ingest_messages_stored_total")).isEqualTo(25);
        assertThat(tables.sql().queryForObject("SELECT count(*) FROM dead_letter WHERE retained", Integer.class))
                .as("as the broker delivered it to a subscription that stood: not retained")
                .isZero();
    }

    @FunctionalInterface
    private interface Sending {
        CompletableFuture<Exchange> to(Routes routes);
    }

    /** Sends while a statement waits for a lock, so that they gather in batches behind it. */
    private static List<CompletableFuture<Exchange>> together(Stream<Sending> messages) throws Exception {
        CompletableFuture<Exchange> first;
        List<CompletableFuture<Exchange>> ends;
        try (Connection holder = site.database().holdWriters()) {
            first = site.routes().send("known", "sensor", "{\"first\":true}");
            site.database().awaitWaitingBatch();
            ends = messages.map(message -> message.to(site.routes())).toList();
        }
        first.join();
        tables.sql().update("DELETE FROM reading WHERE jsonb_exists(metrics, 'first')");
        return ends;
    }

    private static void register(String device) {
        tables.sql().update("INSERT INTO device (device_id, first_seen) VALUES (?, now())", device);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
