package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to messages that share one statement: the same as if each had its own. */
class OneBatchIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withServer().withRoutes(Patience.OF_STATEMENTS);

    private static final Tables tables = site.tables();

    @BeforeEach
    void letEveryRowIn() {
        tables.sql().execute("ALTER TABLE reading DROP CONSTRAINT IF EXISTS no_poison");
    }

    @Test
    void aHeartbeatAndAReadingOfOneDeviceAreBothKept() throws Exception {
        inOneStatement(() -> List.of(
                site.routes().send("d", "heartbeat", "{\"heap\":50000}"),
                site.routes().send("d", "sensor", "{\"temperature\":25.5}")));

        assertThat(tables.attributes("d")).isEqualTo("{\"heap\": 50000}");
        assertThat(tables.readings("d")).containsExactly("{\"temperature\": 25.5}");
        assertThat(tables.status("d")).isEqualTo("online");
    }

    @Test
    void everyChangeOfAStatusIsAnEventAndTheLastOneStands() throws Exception {
        inOneStatement(() -> List.of(
                site.routes().send("d", "status", "online"),
                site.routes().send("d", "status", "offline"),
                site.routes().send("d", "sensor", "{\"t\":1}")));

        assertThat(tables.events("d")).containsExactly("online", "offline", "online");
        assertThat(tables.status("d")).isEqualTo("online");
    }

    @Test
    void aRepeatedStatusIsNoEvent() throws Exception {
        inOneStatement(() -> List.of(
                site.routes().send("d", "status", "online"),
                site.routes().send("d", "heartbeat", "{}"),
                site.routes().send("d", "status", "offline"),
                site.routes().send("d", "status", "offline")));

        assertThat(tables.events("d")).containsExactly("online", "offline");
        assertThat(tables.status("d")).isEqualTo("offline");
    }

    @Test
    void twoReadingsOfOneDeviceAreTwoRows() throws Exception {
        Instant time = Instant.now();
        inOneStatement(() -> List.of(
                site.routes().send("d", "sensor", at(time, "\"t\":1")),
                site.routes().send("d", "sensor", at(time, "\"t\":2"))));

        assertThat(tables.readings("d")).containsExactlyInAnyOrder("{\"t\": 1}", "{\"t\": 2}");
    }

    @Test
    void equalReadingsAreOneRowAndOneCountedDuplicate() throws Exception {
        long duplicates = site.routes().count("device.ingest.messages.duplicate");
        long stored = site.routes().count("device.ingest.messages.stored");
        String reading = at(Instant.now(), "\"t\":1");
        inOneStatement(() -> List.of(
                site.routes().send("d", "sensor", reading), site.routes().send("d", "sensor", reading)));

        assertThat(tables.readings("d")).containsExactly("{\"t\": 1}");
        assertThat(site.routes().count("device.ingest.messages.duplicate") - duplicates)
                .isEqualTo(1);
        // The one that held the statement up is stored too.
        assertThat(site.routes().count("device.ingest.messages.stored") - stored)
                .isEqualTo(2);
    }

    @Test
    void theNewestOfEachAttributeStandsAndANullErasesNothing() throws Exception {
        tables.sql()
                .execute(
                        "INSERT INTO device (device_id, first_seen, attributes) VALUES ('d', now(), '{\"rssi\":-45}')");
        inOneStatement(() -> List.of(
                site.routes().send("d", "heartbeat", "{\"heap\":1,\"uptime\":1}"),
                site.routes().send("d", "heartbeat", "{\"heap\":2,\"uptime\":null,\"rssi\":null}")));

        assertThat(tables.attributes("d")).isEqualTo("{\"heap\": 2, \"rssi\": -45, \"uptime\": 1}");
    }

    @Test
    void aStatusOlderThanTheOneThatStandsChangesNothingButItsReadingIsKept() throws Exception {
        long before = site.routes().now();
        site.routes().send("d", "status", "offline").join();
        inOneStatement(() -> List.of(
                site.routes().send("d", "status", "online", before),
                site.routes().send("d", "sensor", "{\"t\":1}", before + 1)));

        assertThat(tables.status("d")).isEqualTo("offline");
        assertThat(tables.events("d")).containsExactly("offline");
        assertThat(tables.readings("d")).containsExactly("{\"t\": 1}");
    }

    @Test
    void onePoisonedMessageAmongAThousandIsParkedAndTheOthersAreStored() throws Exception {
        List<CompletableFuture<Exchange>> ends = poisoned(1_000, 617);

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(tables.sql()
                        .queryForObject(
                                "SELECT count(*) FROM reading WHERE jsonb_exists(metrics, 'number')", Integer.class))
                .isEqualTo(999);
        Map<String, Object> letter = tables.sql()
                .queryForMap("SELECT reason, error, convert_from(payload, 'UTF8') AS payload FROM dead_letter");
        assertThat(letter)
                .containsEntry("reason", "rejected-by-database")
                .containsEntry("payload", "{\"number\":617,\"poison\":1}");
        assertThat(letter.get("error")).asString().contains("no_poison", "SQLSTATE 23514");
    }

    @Test
    void fivePoisonedMessagesOfAHundredAreParkedAndTheOthersAreStored() throws Exception {
        List<CompletableFuture<Exchange>> ends = poisoned(100, 0, 1, 50, 98, 99);

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(tables.sql()
                        .queryForObject(
                                "SELECT count(*) FROM reading WHERE jsonb_exists(metrics, 'number')", Integer.class))
                .isEqualTo(95);
        assertThat(tables.sql()
                        .queryForList(
                                "SELECT (convert_from(payload, 'UTF8')::jsonb ->> 'number')::int FROM dead_letter",
                                Integer.class))
                .containsExactlyInAnyOrder(0, 1, 50, 98, 99);
    }

    /** The server says that it ends the connection; a process that is killed says nothing, and takes all others along. */
    @ParameterizedTest
    @ValueSource(
            strings = {"PERFORM pg_terminate_backend(pg_backend_pid())", "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'"})
    void aMessageThatEndsItsConnectionIsParkedAloneAndTheOthersAreStored(String end) throws Exception {
        tables.sql().execute("""
                CREATE OR REPLACE FUNCTION end_connection() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    %s;
                    PERFORM pg_sleep(1);
                    RETURN NEW;
                END $$""".formatted(end));
        tables.sql().execute("""
                CREATE OR REPLACE TRIGGER killer BEFORE INSERT ON reading
                FOR EACH ROW WHEN (jsonb_exists(NEW.metrics, 'killer')) EXECUTE FUNCTION end_connection()""");
        List<CompletableFuture<Exchange>> ends;
        try {
            ends = whileTheStatementIsHeldUp(() -> IntStream.range(0, 5)
                    .mapToObj(i -> site.routes().send("d" + i, "sensor", i == 3 ? "{\"killer\":1}" : "{\"number\":1}"))
                    .toList());
        } finally {
            await().ignoreExceptions().untilAsserted(() -> tables.sql().execute("DROP TRIGGER killer ON reading"));
        }

        assertThat(ends)
                .allSatisfy(done -> assertThat(done.join().getException()).isNull());
        assertThat(tables.sql()
                        .queryForObject(
                                "SELECT count(*) FROM reading WHERE jsonb_exists(metrics, 'number')", Integer.class))
                .isEqualTo(4);
        assertThat(tables.sql().queryForMap("SELECT topic, reason, error FROM dead_letter"))
                .containsEntry("topic", "devices/d3/sensor")
                .containsEntry("reason", "rejected-by-database")
                .hasEntrySatisfying(
                        "error",
                        error -> assertThat(error)
                                .asString()
                                .contains("each of the 3 times that this message was written alone"));
    }

    @Test
    void anEmptyBodyIsNeverCountedAsStored() {
        long stored = site.routes().count("device.ingest.messages.stored");

        assertThat(site.routes().sendTo("batch:store", " ").join().getException())
                .hasMessageContaining("without a body");
        assertThat(site.routes().count("device.ingest.messages.stored")).isEqualTo(stored);
    }

    /** Sends messages of a device each, some of which a constraint refuses, and waits for their ends. */
    private static List<CompletableFuture<Exchange>> poisoned(int messages, Integer... poisoned) throws Exception {
        tables.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        long splits = site.routes().count("device.ingest.batch", "batch", "store", "outcome", "split");
        List<CompletableFuture<Exchange>> ends = whileTheStatementIsHeldUp(() -> IntStream.range(0, messages)
                .mapToObj(i -> site.routes()
                        .send(
                                "d" + i,
                                "sensor",
                                "{\"number\":" + i + (List.of(poisoned).contains(i) ? ",\"poison\":1}" : "}")))
                .toList());
        assertThat(site.routes().count("device.ingest.batch", "batch", "store", "outcome", "split") - splits)
                .as("splits of one statement")
                .isPositive()
                .isLessThanOrEqualTo(poisoned.length * 10L);
        return ends;
    }

    /** Sends messages and waits until they are stored, by one statement. */
    private static void inOneStatement(Messages messages) throws Exception {
        long statements = site.routes().statements("store");
        long sent = site.routes().messages("store");
        List<CompletableFuture<Exchange>> ends = whileTheStatementIsHeldUp(messages);

        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
        assertThat(site.routes().statements("store") - statements)
                .as("the one that was held up, and one")
                .isEqualTo(2);
        assertThat(site.routes().messages("store") - sent).isEqualTo(1L + ends.size());
    }

    /** A batch grows while a statement runs: one message waits for a lock, the others gather behind it. */
    private static List<CompletableFuture<Exchange>> whileTheStatementIsHeldUp(Messages messages) throws Exception {
        List<CompletableFuture<Exchange>> ends;
        CompletableFuture<Exchange> first;
        try (Connection holder = site.database().holdWriters()) {
            first = site.routes().send("first", "sensor", "{\"t\":1}");
            site.database().awaitWaitingBatch();
            ends = messages.send();
            assertThat(ends).noneMatch(CompletableFuture::isDone);
        }
        assertThat(first.get(SOON.toSeconds(), TimeUnit.SECONDS).getException()).isNull();
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        return ends;
    }

    /** Hands messages over and returns their ends. */
    private interface Messages {
        List<CompletableFuture<Exchange>> send();
    }

    private static String at(Instant time, String metrics) {
        return "{\"timestamp\":" + time.getEpochSecond() + "," + metrics + "}";
    }
}
