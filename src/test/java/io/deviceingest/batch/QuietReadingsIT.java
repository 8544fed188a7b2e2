package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readings that change nothing of their device: they leave its row alone and hold nobody up, and no status is lost. */
class QuietReadingsIT {

    private static final long SECOND = 1_000_000;
    private static final int DEVICES = 50;

    @AutoClose
    private static StoreStatement statement;

    private final long now = System.currentTimeMillis() * 1_000 - 60 * SECOND;

    @BeforeAll
    static void startDatabase() throws Exception {
        statement = StoreStatement.start();
    }

    @BeforeEach
    void oneReplicaOfThisVersion() {
        statement.sql().execute("TRUNCATE device, device_event, reading, replica");
        statement.sql().execute("INSERT INTO replica VALUES ('a', now(), now(), now(), '90 s')");
    }

    @Test
    void twoWritersOverlap() throws Exception {
        statement.store(readings(now));
        try (Connection one = statement.connection();
                Connection other = statement.connection()) {
            one.setAutoCommit(false);
            other.createStatement().execute("SET lock_timeout = '10s'");
            statement.store(one, readings(now + SECOND));

            assertThat(statement.store(other, readings(now + 2 * SECOND)).stored())
                    .as("stored while the other's transaction is open")
                    .isEqualTo(DEVICES);
            one.commit();
        }
        assertThat(count("reading")).isEqualTo(3 * DEVICES);
        assertThat(count("device_event")).isEqualTo(DEVICES);
    }

    @Test
    void lastSeenLagsByAQuarterOfTheTimeAtMost() throws Exception {
        store(reading(now));
        store(reading(now + 22 * SECOND));
        assertThat(heard()).isEqualTo(now);

        store(reading(now + 23 * SECOND));

        assertThat(heard()).isEqualTo(now + 23 * SECOND);
    }

    @Test
    void lastSeenLagsByAQuarterOfTheDevicesOwnLimitWhereThatIsShorter() throws Exception {
        store(reading(now));
        statement.sql().execute("UPDATE device SET offline_after = '8 s'");
        store(reading(now + 2 * SECOND));
        assertThat(heard()).isEqualTo(now);
        store(reading(now + 2 * SECOND + 1));
        assertThat(heard()).isEqualTo(now + 2 * SECOND + 1);

        statement.sql().execute("UPDATE device SET offline_after = '1000 years'");
        store(reading(now + 25 * SECOND));
        assertThat(heard()).as("no longer than without a limit").isEqualTo(now + 25 * SECOND);
    }

    @Test
    void aLimitThatEachReadingSaysAgainIsWrittenOnce() throws Exception {
        store(limited(now, "3600"));
        store(limited(now + SECOND, "3600"));
        assertThat(heard()).isEqualTo(now);

        store(limited(now + 2 * SECOND, "\"never\""));

        assertThat(heard()).isEqualTo(now + 2 * SECOND);
        store(limited(now + 3 * SECOND, "\"never\""));
        assertThat(heard()).isEqualTo(now + 2 * SECOND);
    }

    @Test
    void whileAReplicaIsOfAnEarlierVersionNothingLags() throws Exception {
        statement.sql().execute("INSERT INTO replica VALUES ('b', now(), now(), now())");

        store(reading(now));
        store(reading(now + 1));

        assertThat(heard()).isEqualTo(now + 1);
    }

    @Test
    void otherMessagesAndReadingsOfAnotherTimeNeverLag() throws Exception {
        store(reading(now));
        for (String message : List.of(
                envelope("heartbeat", "online", now, now + 1),
                envelope("status", "online", now, now + 2),
                envelope("sensor", "online", now - 3_700 * SECOND, now + 3))) {
            store(message);
            assertThat(message).contains("\"received_at\": " + heard());
        }
    }

    @Test
    void anOfflineThatWasHeldBackDoesNotOutdoTheReadingsSince() throws Exception {
        store(reading(now));
        store(reading(now + 10 * SECOND));

        store(envelope("status", "offline", now, now + 5 * SECOND));

        assertThat(status()).isEqualTo("online");
        assertThat(count("device_event")).isEqualTo(1);
    }

    @Test
    void anOfflineAfterTheNewestReadingStandsWithItsEvent() throws Exception {
        store(reading(now));
        store(reading(now + 10 * SECOND));

        store(envelope("status", "offline", now, now + 10 * SECOND + 1));
        assertThat(status()).isEqualTo("offline");
        assertThat(count("device_event")).isEqualTo(2);

        store(reading(now + 10 * SECOND + 2));
        assertThat(status()).isEqualTo("online");
        assertThat(count("device_event")).isEqualTo(3);
    }

    @Test
    void anOfflineInOneBatchWithTheReadingsAroundItIsSeen() throws Exception {
        store(reading(now));

        statement.store(List.of(reading(now + 1), envelope("status", "offline", now, now + 2), reading(now + 3)));

        assertThat(statement.sql().queryForList("SELECT status FROM device_event ORDER BY id", String.class))
                .containsExactly("online", "offline", "online");
        assertThat(status()).isEqualTo("online");
    }

    @Test
    void anOfflineByAMessageTakesTheCauseOfASilence() throws Exception {
        store(reading(now));
        statement.sql().execute("UPDATE device SET status = 'offline', status_cause = 'silence'");

        store(envelope("status", "offline", now, now + 1));

        assertThat(statement.sql().queryForObject("SELECT status_cause FROM device", String.class))
                .isEqualTo("message");
        assertThat(count("device_event")).isEqualTo(1);
    }

    @Test
    void aReadingThatMeetsAChangeOfTheStatusBeginsAgain() throws Exception {
        store(reading(now));
        try (Connection one = statement.connection()) {
            one.setAutoCommit(false);
            statement.store(one, List.of(envelope("status", "offline", now, now + 30 * SECOND)));
            CompletableFuture<StoreStatement.Counts> other =
                    CompletableFuture.supplyAsync(() -> elsewhere(reading(now + 31 * SECOND)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> statement
                            .sql()
                            .queryForObject("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)", Boolean.class));
            one.commit();

            assertThatThrownBy(other::join)
                    .isInstanceOf(CompletionException.class)
                    .satisfies(met -> assertThat(Fault.of(met)).isEqualTo(Fault.CONFLICT));
        }
        store(reading(now + 31 * SECOND));
        assertThat(status()).isEqualTo("online");
        assertThat(count("device_event")).isEqualTo(3);
    }

    private List<String> readings(long receivedAt) {
        return IntStream.range(0, DEVICES)
                .mapToObj(n -> reading(receivedAt + n).replace("\"d\"", "\"d" + n + "\""))
                .collect(Collectors.collectingAndThen(Collectors.toList(), list -> {
                    Collections.shuffle(list);
                    return list;
                }));
    }

    private static void store(String envelope) throws SQLException {
        assertThat(statement.store(List.of(envelope)).stored()).isEqualTo(1);
    }

    private static StoreStatement.Counts elsewhere(String envelope) {
        try (Connection connection = statement.connection()) {
            return statement.store(connection, List.of(envelope));
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static String reading(long receivedAt) {
        return envelope("sensor", "online", receivedAt, receivedAt);
    }

    private static String limited(long receivedAt, String limit) {
        return reading(receivedAt).replace("\"metrics\"", "\"offline_after\": " + limit + ", \"metrics\"");
    }

    /** No two are equal. */
    private static String envelope(String kind, String status, long taken, long receivedAt) {
        return """
                {"device_id": "d", "kind": "%s", "status": "%s", "ts": %d, "received_at": %d, "metrics": {"n": %d}}""".formatted(kind, status, taken / SECOND, receivedAt, receivedAt);
    }

    private static long heard() {
        return statement
                .sql()
                .queryForObject(
                        "SELECT CAST(extract(epoch FROM last_seen) * 1000000 AS bigint) FROM device", Long.class);
    }

    private static String status() {
        return statement.sql().queryForObject("SELECT status FROM device", String.class);
    }

    private static int count(String table) {
        return statement.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
    }
}
