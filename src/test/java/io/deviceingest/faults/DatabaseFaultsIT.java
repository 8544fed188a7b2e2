package io.deviceingest.faults;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens to the database, everything is held, nothing is blamed on a message, and it resumes by itself. */
class DatabaseFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    static Path files;

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = Proof.start(files);
    }

    @AfterAll
    static void stopEverything() throws Exception {
        proof.close();
    }

    @AfterEach
    void mendTheHop() throws Exception {
        proof.databaseHop().heal();
    }

    @Test
    void aStoppedDatabaseLosesNothing() throws Exception {
        proof.run("database stopped", () -> {
            proof.database().stop();
            Proof.lasting(SHORT, Duration.ofMinutes(10));
            proof.database().start();
        });
    }

    @Test
    void aKilledDatabaseLosesNothing() throws Exception {
        proof.run("database killed -9", () -> {
            proof.database().kill();
            Proof.lasting(Duration.ofSeconds(1), Duration.ofSeconds(10));
            proof.database().start();
        });
    }

    @Test
    void aTerminatedBackendLosesNothing() throws Exception {
        proof.run("backends terminated", DatabaseFaultsIT::terminateBackends);
    }

    @Test
    void aDatabaseThatOnlyReadsIsWaitedFor() throws Exception {
        proof.run("database read-only", () -> {
            sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
            awaitHeld("read-only");
            allowWriting();
        });
    }

    @Test
    void aLostReplyToACommitStoresNothingTwice() throws Exception {
        proof.run("reply to COMMIT lost", () -> {
            for (int i = 0; i < 5; i++) {
                CompletableFuture<byte[]> lost = proof.databaseHop().swallowReplyTo("\"sequence\"");
                lost.get(10, TimeUnit.SECONDS);
            }
        });
    }

    @Test
    void aHalfOpenConnectionIsGivenUp() throws Exception {
        proof.run("database hop half-open", () -> {
            proof.databaseHop().silence();
            Proof.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
            proof.databaseHop().endSilence();
        });
    }

    @Test
    void aSlowNetworkLosesNothing() throws Exception {
        proof.run("2 s latency", () -> {
            proof.databaseHop().latency(Duration.ofSeconds(1), Duration.ofMillis(200));
            Proof.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
            proof.databaseHop().heal();
        });
    }

    @Test
    void aNarrowNetworkLosesNothing() throws Exception {
        proof.run("64 kbit/s", () -> {
            proof.databaseHop().bandwidth(8_000);
            Proof.lasting(Duration.ofSeconds(6), Duration.ofSeconds(60));
            proof.databaseHop().heal();
        });
    }

    @Test
    void aRivalThatLocksInAnotherOrderLosesNothing() throws Exception {
        proof.run("deadlocks with a rival", () -> {
            try (Connection rival = proof.database().dataSource().getConnection();
                    Statement statement = rival.createStatement()) {
                rival.setAutoCommit(false);
                long end = System.nanoTime() + SHORT.toNanos();
                while (System.nanoTime() < end) {
                    lockInReverseOrder(rival, statement);
                }
            }
        });
    }

    @Test
    void aLockedTableIsWaitedFor() throws Exception {
        proof.run("table locked", () -> {
            try (Connection holder = proof.database().holdWriters()) {
                Proof.lasting(Duration.ofSeconds(4), Duration.ofSeconds(30));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            table renamed    | schema | ALTER TABLE reading RENAME TO mislaid          | ALTER TABLE mislaid RENAME TO reading
            column dropped   | schema | ALTER TABLE device DROP COLUMN attributes      | ALTER TABLE device ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}'
            privilege taken  | schema | ALTER TABLE reading OWNER TO postgres          | ALTER TABLE reading OWNER TO ingest
            """)
    void aDamagedSchemaHoldsUntilItIsMended(String scenario, String cause, String damage, String repair)
            throws Exception {
        proof.run(scenario, () -> {
            sql(damage);
            awaitHeld(cause);
            sql(repair);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            password changed      | ALTER ROLE ingest PASSWORD 'another'   | ALTER ROLE ingest PASSWORD 'sample-only'
            too many connections  | ALTER ROLE ingest CONNECTION LIMIT 0   | ALTER ROLE ingest CONNECTION LIMIT -1
            role may not log in   | ALTER ROLE ingest NOLOGIN              | ALTER ROLE ingest LOGIN
            """)
    void aRefusedLoginHoldsUntilItIsAllowed(String scenario, String damage, String repair) throws Exception {
        proof.run(scenario, () -> {
            sql(damage);
            terminateBackends();
            awaitHeld("connection");
            sql(repair);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"disk full, 53100, resources", "serialization failure, 40001, conflict", "out of memory, 53200, memory"
    })
    void aFaultOfTheSystemThatTheStatementMeetsHolds(String scenario, String sqlState, String cause) throws Exception {
        proof.run(scenario, () -> {
            sql(
                    """
                    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                    $$BEGIN RAISE EXCEPTION 'as a test asked' USING ERRCODE = '%s'; END$$""".formatted(sqlState),
                    "CREATE TRIGGER fail BEFORE INSERT ON reading_default FOR EACH ROW EXECUTE FUNCTION fail()",
                    "CREATE TRIGGER fail_device BEFORE INSERT OR UPDATE ON device FOR EACH ROW EXECUTE FUNCTION fail()");
            awaitHeld(cause);
            sql("DROP FUNCTION fail() CASCADE");
        });
    }

    private static void sql(String... statements) {
        for (String statement : statements) {
            proof.database().sql().execute(statement);
        }
    }

    private static void allowWriting() throws SQLException {
        try (Connection connection = proof.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("ALTER SYSTEM RESET default_transaction_read_only");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static void terminateBackends() {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + Proof.ROLE + "'");
    }

    private static void awaitHeld(String cause) {
        String label = "cause=\"" + cause + "\"";
        double before = proof.program().metric("device_ingest_batch_retries_total", label);
        await("held because of " + cause)
                .atMost(SOON)
                .until(() -> proof.program().metric("device_ingest_batch_retries_total", label) >= before + 2);
    }

    private static void lockInReverseOrder(Connection rival, Statement statement) throws SQLException {
        try {
            for (int device = 9; device >= 0; device--) {
                statement.execute(
                        "UPDATE device SET attributes = attributes WHERE device_id = 'virtual-" + device + "'");
            }
            rival.commit();
        } catch (SQLException e) {
            // The rival was the one that the database sacrificed.
            rival.rollback();
        }
    }
}
