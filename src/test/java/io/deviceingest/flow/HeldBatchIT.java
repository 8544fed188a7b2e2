package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database refuses without blaming a message is held and tried again until it succeeds. */
class HeldBatchIT {

    @RegisterExtension
    static final TestSite site = new TestSite()
            .withDatabase()
            .withRoutes(Map.of("DB_LOCK_TIMEOUT", "200ms", "DB_STATEMENT_TIMEOUT", "600ms"));

    private static final Tables tables = site.tables();

    @BeforeAll
    static void countAttempts() {
        // Not undone by a rollback: counts the attempts that failed.
        tables.sql().execute("CREATE SEQUENCE attempt MINVALUE 0");
    }

    @BeforeEach
    void mendEverything() {
        tables.sql().execute("DROP FUNCTION IF EXISTS obstacle CASCADE");
        tables.sql().execute("ALTER SEQUENCE attempt RESTART");
    }

    @Test
    void aLockThatIsHeldTooLongMakesAttemptsSmallerAndNothingIsLost() throws Exception {
        long statements = site.routes().statements("store");
        List<CompletableFuture<Exchange>> ends;
        try (Connection holder = site.database().holdWriters()) {
            long timeouts = retries("store", "timeout");
            ends = sendReadings(64);
            await().until(() -> retries("store", "timeout") >= timeouts + 4);
            assertThat(ends).noneMatch(CompletableFuture::isDone);
        }
        awaitEnds(ends);

        assertThat(tables.count("reading")).isEqualTo(64);
        assertThat(tables.count("dead_letter")).isZero();
        // After four halvings at most four go together; each success doubles what the next statement carries.
        assertThat(site.routes().statements("store") - statements).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aBatchThatDoesNotFitIntoTheTimeOfAStatementIsTriedInSmallerOnes() throws Exception {
        obstacle("reading", "PERFORM pg_sleep(0.03);");
        long timeouts = retries("store", "timeout");
        long statements = site.routes().statements("store");

        awaitEnds(sendReadings(60));

        assertThat(retries("store", "timeout") - timeouts).isPositive();
        // 600 ms are enough for 20 readings at most.
        assertThat(site.routes().statements("store") - statements).isGreaterThanOrEqualTo(3);
        assertThat(tables.count("reading")).isEqualTo(60);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void aStatementThatTakesTooLongIsHeldAndTriedAgain() throws Exception {
        obstacle("reading", "IF nextval('attempt') < 2 THEN PERFORM pg_sleep(5); END IF;");
        long timeouts = retries("store", "timeout");

        awaitEnds(sendReadings(1));

        // On a slow machine a sound attempt can take too long as well.
        assertThat(retries("store", "timeout") - timeouts).isGreaterThanOrEqualTo(2);
        assertThat(tables.count("reading")).isEqualTo(1);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @ParameterizedTest(name = "{0} on {1}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            53100 | reading | resources  | the disk is full
            53200 | device  | memory     | no memory is left
            53300 | device  | resources  | too many connections
            40001 | device  | conflict   | two writers met
            40P01 | reading | conflict   | a deadlock
            57P03 | device  | connection | the server is starting up
            57P01 | reading | connection | an administrator ended the session
            25006 | device  | read-only  | the primary has become a replica
            42P01 | reading | schema     | a table is missing
            23502 | reading | schema     | a new column that must not be null names no constraint
            23514 | reading | schema     | a missing partition names no constraint
            XX000 | reading | internal   | a fault inside of the server
            58030 | device  | other      | the disk is broken
            """)
    void aFaultOfTheSystemIsHeldUntilItIsGone(String sqlState, String table, String cause, String why)
            throws Exception {
        obstacle(
                table,
                "IF nextval('attempt') < 2 THEN RAISE EXCEPTION '%s' USING ERRCODE = '%s'; END IF;"
                        .formatted(why, sqlState));
        long retries = retries("store", cause);

        awaitEnds(sendReadings(3));

        assertThat(retries("store", cause) - retries).as(why).isEqualTo(2);
        assertThat(tables.count("reading")).isEqualTo(3);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            23514 | , CONSTRAINT = 'plausible' | a check that has a name
            23505 | , CONSTRAINT = 'only_one'  | a unique key that has a name
            22003 | ''                         | a number out of range
            22P02 | ''                         | a text that is no value
            54000 | ''                         | too much in one row
            54001 | ''                         | too deep
            """)
    void aFaultOfAMessageIsADeadLetterOfThatMessageAlone(String sqlState, String constraint, String why)
            throws Exception {
        obstacle(
                "reading",
                "IF NEW.metrics ->> 'number' = '1' THEN RAISE EXCEPTION '%s' USING ERRCODE = '%s'%s; END IF;"
                        .formatted(why, sqlState, constraint == null ? "" : constraint));

        awaitEnds(sendReadings(3));

        assertThat(tables.texts("SELECT metrics ->> 'number' FROM reading")).containsExactlyInAnyOrder("0", "2");
        assertThat(tables.sql().queryForMap("SELECT reason, error FROM dead_letter"))
                .containsEntry("reason", "rejected-by-database")
                .containsEntry("error", "ERROR: " + why + " (SQLSTATE " + sqlState + ")");
    }

    @Test
    void aDeadLetterThatIsRefusedIsWrittenWithoutWhatIsNotNeededToReplayIt() throws Exception {
        obstacle("dead_letter", "IF NEW.error IS NOT NULL THEN RAISE EXCEPTION 'no' USING ERRCODE = '22P02'; END IF;");

        awaitEnds(List.of(site.routes().send("d", "sensor", "{broken")));

        assertThat(
                        tables.sql()
                                .queryForMap(
                                        "SELECT topic, convert_from(payload, 'UTF8') AS payload, reason, error, route_id FROM dead_letter"))
                .containsEntry("topic", "devices/d/sensor")
                .containsEntry("payload", "{broken")
                .containsEntry("reason", "invalid-json")
                .containsEntry("error", null)
                .containsEntry("route_id", null);
    }

    @Test
    void aDeadLetterThatIsRefusedEvenSoIsHeldAndReadingsFlowOn() throws Exception {
        obstacle("dead_letter", "RAISE EXCEPTION 'no' USING ERRCODE = '22P02';");
        long retries = retries("dead-letters", "other");
        CompletableFuture<Exchange> broken = site.routes().send("d", "sensor", "{broken");
        await().until(() -> retries("dead-letters", "other") >= retries + 2);
        awaitEnds(sendReadings(1));
        assertThat(broken).isNotDone();
        assertThat(tables.count("dead_letter")).isZero();

        // An attempt writes the whole letter, then one without its content. Whatever step it is at, the next attempt
        // begins anew.
        refuse("IF NEW.error IS NULL THEN RAISE EXCEPTION 'no' USING ERRCODE = '22P02'; END IF;");

        awaitEnds(List.of(broken));
        assertThat(tables.sql().queryForMap("SELECT reason, error IS NOT NULL AS whole FROM dead_letter"))
                .containsEntry("reason", "invalid-json")
                .containsEntry("whole", true);
    }

    /** Puts a trigger before every row of a table. */
    private static void obstacle(String table, String statement) {
        refuse(statement);
        tables.sql()
                .execute("CREATE TRIGGER obstacle BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION obstacle()"
                        .formatted(table));
    }

    /** What the trigger does, from now on. */
    private static void refuse(String statement) {
        tables.sql().execute("""
                CREATE OR REPLACE FUNCTION obstacle() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    %s
                    RETURN NEW;
                END $$""".formatted(statement));
    }

    private static List<CompletableFuture<Exchange>> sendReadings(int readings) {
        return IntStream.range(0, readings)
                .mapToObj(i -> site.routes().send("d" + i, "sensor", "{\"number\":" + i + "}"))
                .toList();
    }

    /** Waits for the ends, each of which acknowledges its message. */
    private static void awaitEnds(List<CompletableFuture<Exchange>> ends) throws Exception {
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(ends).allSatisfy(end -> assertThat(end.join().getException()).isNull());
    }

    private static long retries(String batch, String cause) {
        return site.routes().count("device.ingest.batch.retries", "batch", batch, "cause", cause);
    }
}
