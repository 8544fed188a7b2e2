package io.deviceingest.batch;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store statement beside another writer, after a clock that was wrong, and before what it must refuse. */
class StoreStatementIT {

    private static final long NOON = 1_762_254_000_000_000L;

    @AutoClose
    private static StoreStatement statement;

    @BeforeAll
    static void startDatabase() throws Exception {
        statement = StoreStatement.start();
    }

    @BeforeEach
    void emptyTables() {
        statement.sql().execute("TRUNCATE device, device_event, reading, dead_letter");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind":"status","received_at":1} | envelope_device_id_has_1_to_128_printable_characters
            {"device_id":"","kind":"status","received_at":1} | envelope_device_id_has_1_to_128_printable_characters
            {"device_id":"d","received_at":1} | envelope_kind_is_sensor_heartbeat_or_status
            {"device_id":"d","kind":"Sensor","received_at":1} | envelope_kind_is_sensor_heartbeat_or_status
            {"device_id":"d","kind":"status","received_at":1,"status":"on"} | envelope_status_is_online_or_offline
            {"device_id":"d","kind":"status"} | envelope_received_at_is_in_microseconds_since_1970
            {"device_id":"d","kind":"sensor","received_at":1} | envelope_with_a_reading_has_a_ts
            {"device_id":"d","kind":"sensor","received_at":1,"ts":"NaN"} | envelope_ts_lies_in_the_years_1_to_9999
            {"device_id":"d","kind":"sensor","received_at":1,"ts":1,"ts_source":"guess"} | envelope_ts_source_is_device_missing_or_implausible
            {"device_id":"d","kind":"sensor","received_at":1,"ts":1,"metrics":[1]} | envelope_metrics_are_an_object
            {"device_id":"d","kind":"heartbeat","received_at":1,"attributes":"x"} | envelope_attributes_are_an_object
            {"device_id":"d","kind":"status","received_at":1,"offline_after":0.9} | envelope_offline_after_is_1_second_to_10_years_or_never
            {"device_id":"d","kind":"status","received_at":1,"offline_after":315360001} | envelope_offline_after_is_1_second_to_10_years_or_never
            {"device_id":"d","kind":"status","received_at":1,"offline_after":-90} | envelope_offline_after_is_1_second_to_10_years_or_never
            {"device_id":"d","kind":"status","received_at":1,"offline_after":"25 hours"} | envelope_offline_after_is_1_second_to_10_years_or_never
            {"device_id":"d","kind":"status","received_at":1,"offline_after":[90]} | envelope_offline_after_is_1_second_to_10_years_or_never
            """)
    void aRuleThatIsBrokenIsNamed(String envelope, String rule) {
        assertThatThrownBy(() -> statement.store(List.of(envelope)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(rule)
                .satisfies(refusal -> assertThat(Fault.of(refusal)).isEqualTo(Fault.MESSAGE));
    }

    @Test
    void whereTheTimeOfAReadingIsFromIsStoredIfTheEnvelopeSaysIt() throws Exception {
        statement.store(List.of(
                "{\"device_id\":\"a\",\"kind\":\"sensor\",\"received_at\":1,\"ts\":1,\"ts_source\":\"implausible\"}",
                "{\"device_id\":\"b\",\"kind\":\"sensor\",\"received_at\":1,\"ts\":1}"));

        assertThat(statement
                        .sql()
                        .queryForList(
                                "SELECT coalesce(ts_source, 'not known') FROM reading ORDER BY device_id",
                                String.class))
                .containsExactly("implausible", "not known");
    }

    @Test
    void ofTheLimitsOfADeviceTheLastOneStandsAndSilenceAboutItChangesNothing() throws Exception {
        storing(limited("\"never\""));
        assertThat(limit()).isEqualTo("1000 years, 1000 years");

        statement.store(List.of(limited("600"), limited("90.5"), status("d", "online", NOON), limited("null")));
        assertThat(limit()).isEqualTo("00:01:30.5, 00:01:30.5");

        storing(heartbeat("{\"a\": 1}"));
        assertThat(limit()).isEqualTo("00:01:30.5, 00:01:30.5");
    }

    @Test
    void aLimitThatAPersonSetStaysUntilItIsGivenBack() {
        storing(limited("600"));
        for (String set : List.of("'25 hours'", "NULL")) {
            statement.sql().execute("UPDATE device SET offline_after = " + set);
            storing(limited("600"));
            storing(limited("300"));
            assertThat(limit()).isEqualTo(set.equals("NULL") ? "default, 00:05:00" : "25:00:00, 00:05:00");
        }

        statement.sql().execute("UPDATE device SET offline_after = mapped_offline_after");
        storing(limited("60"));

        assertThat(limit()).isEqualTo("00:01:00, 00:01:00");
    }

    @Test
    void aDeviceThatAPersonRegisteredWithALimitKeepsItAndOneWithoutTakesThatOfItsMapping() {
        statement.sql().execute("INSERT INTO device (device_id, first_seen, offline_after) VALUES ('d', now(), '1 h')");
        storing(limited("600"));
        assertThat(limit()).isEqualTo("01:00:00, 00:10:00");

        statement.sql().execute("TRUNCATE device");
        statement.sql().execute("INSERT INTO device (device_id, first_seen) VALUES ('d', now())");
        storing(limited("600"));
        assertThat(limit()).isEqualTo("00:10:00, 00:10:00");
    }

    @ParameterizedTest
    @CsvSource({"0.5 s", "11 years", "999 years", "-1 day"})
    void aLimitThatNobodyCanMeanIsRefused(String limit) {
        storing(status("d", "online", NOON));

        assertThatThrownBy(() -> statement.sql().update("UPDATE device SET offline_after = ?::interval", limit))
                .hasMessageContaining("device_offline_after_is_1_second_to_10_years_or_1000_years");
    }

    @Test
    void aStatusNeedsNoTimeOfItsOwn() throws Exception {
        assertThat(statement.store(List.of(status("d", "online", NOON)))).isEqualTo(new StoreStatement.Counts(1, 0));
    }

    @Test
    void ofTwoWritersWhoMeetANewDeviceTheLaterBeginsAgainAndTheNewestStatusStandsWithOneEventEach() throws Exception {
        try (Connection one = statement.connection()) {
            one.setAutoCommit(false);
            statement.store(one, List.of(status("d", "online", NOON + 500)));
            CompletableFuture<StoreStatement.Counts> other =
                    CompletableFuture.supplyAsync(() -> elsewhere(status("d", "offline", NOON + 100)));
            awaitOneWhoWaits();
            one.commit();

            assertThatThrownBy(other::join)
                    .isInstanceOf(CompletionException.class)
                    .satisfies(met -> assertThat(Fault.of(met)).isEqualTo(Fault.CONFLICT));
        }
        assertThat(storing(status("d", "offline", NOON + 100)).stored()).isEqualTo(1);
        assertThat(storing(status("d", "online", NOON + 600)).stored()).isEqualTo(1);

        assertThat(device("d")).containsEntry("status", "online");
        assertThat(statement.sql().queryForList("SELECT status FROM device_event", String.class))
                .containsExactly("online");
    }

    @Test
    void aGuardFromTheFutureCountsAsNone() throws Exception {
        statement.sql().execute("""
                INSERT INTO device (device_id, status, status_at, first_seen, last_seen)
                VALUES ('d', 'online', now() + interval '5 years', now(), now() + interval '5 years')""");
        long now = System.currentTimeMillis() * 1_000;

        storing(status("d", "offline", now));

        assertThat(device("d"))
                .containsEntry("status", "offline")
                .containsEntry("heard", now)
                .containsEntry("decided", now);
        assertThat(statement.sql().queryForList("SELECT status FROM device_event", String.class))
                .containsExactly("offline");
    }

    @Test
    void aMessageOfAnHourAgoDoesNotOutdoTheStatusOfNow() throws Exception {
        long now = System.currentTimeMillis() * 1_000;
        storing(status("d", "offline", now));
        storing(status("d", "online", now - 3_600_000_000L));

        assertThat(device("d")).containsEntry("status", "offline").containsEntry("heard", now);
    }

    @Test
    void theAttributesOfADeviceGrowNoFurtherThanTheirBound() throws Exception {
        String half = "x".repeat(40_000);
        storing(heartbeat("{\"a\": \"" + half + "\"}"));

        assertThatThrownBy(() -> storing(heartbeat("{\"b\": \"" + half + "\"}")))
                .hasMessageContaining("device_attributes_take_at_most_64_kib")
                .satisfies(refusal -> assertThat(Fault.of(refusal)).isEqualTo(Fault.MESSAGE));
        assertThat(storing(heartbeat("{\"a\": 1, \"b\": 2}")).stored()).isEqualTo(1);
        assertThat(device("d")).containsEntry("attributes", "{\"a\": 1, \"b\": 2}");
    }

    @Test
    void aSequenceBehindItsTableBlamesNoMessageAndIsMovedPastIt() throws Exception {
        statement.sql().execute("""
                INSERT INTO device_event (id, device_id, status, at, cause) OVERRIDING SYSTEM VALUE
                SELECT setval(pg_get_serial_sequence('device_event', 'id'), 1) + n, 'x', 'online', now(), 'message'
                FROM generate_series(1, 1000) AS n""");
        assertThatThrownBy(() -> storing(status("d", "online", NOON)))
                .satisfies(refusal -> assertThat(Fault.of(refusal)).isEqualTo(Fault.SEQUENCE));

        assertThat(move()).isEqualTo(1);
        assertThat(storing(status("d", "online", NOON)).stored()).isEqualTo(1);
        assertThat(move()).as("nothing is behind any more").isZero();
    }

    @Test
    void ofListsTheMessagesAreCountedAndOfEqualReadingsTheFirstIsNew() throws Exception {
        assertThat(statement.storeLists(List.of(
                        List.of(reading("a", 1), reading("b", 1), reading("b", 2), reading("a", 1)),
                        List.of(reading("a", 1)),
                        List.of(reading("b", 1)),
                        List.of(status("a", "offline", NOON), status("b", "offline", NOON)))))
                .isEqualTo(new StoreStatement.CountsOfLists(2, 2, 3));
        assertThat(statement.storeLists(
                        List.of(List.of(reading("a", 1), reading("b", 2)), List.of(reading("a", 2), reading("b", 1)))))
                .isEqualTo(new StoreStatement.CountsOfLists(1, 1, 1));
        assertThat(statement.sql().queryForList("SELECT device_id || ' ' || metrics::text FROM reading", String.class))
                .containsExactlyInAnyOrder("a {\"n\": 1}", "b {\"n\": 1}", "b {\"n\": 2}", "a {\"n\": 2}");
    }

    @Test
    void ofSeveralEnvelopesOfADeviceInOneMessageTheLastStatusStands() throws Exception {
        statement.storeLists(List.of(
                List.of(status("d", "online", NOON), status("e", "online", NOON), status("d", "offline", NOON))));

        assertThat(device("d")).containsEntry("status", "offline");
        assertThat(device("e")).containsEntry("status", "online");
        assertThat(statement
                        .sql()
                        .queryForList(
                                "SELECT status FROM device_event WHERE device_id = 'd' ORDER BY id", String.class))
                .containsExactly("online", "offline");
    }

    private static String reading(String device, int number) {
        return "{\"device_id\": \"%s\", \"kind\": \"sensor\", \"ts\": 1762254000, \"received_at\": %d, \"metrics\": {\"n\": %d}}"
                .formatted(device, NOON, number);
    }

    private static Integer move() {
        return statement.sql().queryForObject("SELECT move_sequences_past_their_tables()", Integer.class);
    }

    private static void awaitOneWhoWaits() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> statement
                        .sql()
                        .queryForObject("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)", Boolean.class));
    }

    private static StoreStatement.Counts elsewhere(String envelope) {
        try (Connection connection = statement.connection()) {
            return statement.store(connection, List.of(envelope));
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static StoreStatement.Counts storing(String envelope) {
        try {
            return statement.store(List.of(envelope));
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static Map<String, Object> device(String id) {
        return statement.sql().queryForMap("""
                SELECT status,
                       CAST(extract(epoch FROM last_seen) * 1000000 AS bigint) AS heard,
                       CAST(extract(epoch FROM status_at) * 1000000 AS bigint) AS decided,
                       attributes::text
                FROM device
                WHERE device_id = ?""", id);
    }

    private static String status(String device, String status, long receivedAt) {
        return "{\"device_id\": \"%s\", \"kind\": \"status\", \"status\": \"%s\", \"received_at\": %d}"
                .formatted(device, status, receivedAt);
    }

    private static String limited(String limit) {
        return "{\"device_id\": \"d\", \"kind\": \"status\", \"received_at\": %d, \"offline_after\": %s}"
                .formatted(NOON, limit);
    }

    /** The one that holds, and the one that the mapping says. */
    private static String limit() {
        return statement
                .sql()
                .queryForObject(
                        "SELECT coalesce(offline_after::text, 'default') || ', ' || mapped_offline_after FROM device",
                        String.class);
    }

    private static String heartbeat(String attributes) {
        return "{\"device_id\": \"d\", \"kind\": \"heartbeat\", \"received_at\": %d, \"attributes\": %s}"
                .formatted(NOON, attributes);
    }
}
