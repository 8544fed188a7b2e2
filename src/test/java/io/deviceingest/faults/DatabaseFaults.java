package io.deviceingest.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen to the database itself, and what a DBA can do to it. */
final class DatabaseFaults {

    private final Proof proof;
    private final Pace pace;

    DatabaseFaults(Proof proof, Pace pace) {
        this.proof = proof;
        this.pace = pace;
    }

    List<Fault> all() {
        return List.of(
                fault("database stopped", this::stop),
                fault("database killed -9", this::kill),
                fault("backends terminated", this::terminateBackends),
                fault("deadlocks with a rival", this::lockInAnotherOrder),
                fault("table locked", this::lock),
                untilHeld("database read-only", "read-only", this::forbidWriting, this::allowWriting),
                untilHeld(
                        "table renamed",
                        "schema",
                        () -> sql("ALTER TABLE reading RENAME TO mislaid"),
                        () -> sql("ALTER TABLE mislaid RENAME TO reading")),
                untilHeld(
                        "column dropped",
                        "schema",
                        () -> sql("ALTER TABLE device DROP COLUMN attributes"),
                        () -> sql("ALTER TABLE device ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}'")),
                untilHeld(
                        "privilege taken",
                        "schema",
                        () -> sql("ALTER TABLE reading OWNER TO postgres"),
                        () -> sql("ALTER TABLE reading OWNER TO " + Proof.ROLE)),
                refusedLogin("password changed", "PASSWORD 'another'", "PASSWORD '" + Proof.PASSWORD + "'"),
                refusedLogin("too many connections", "CONNECTION LIMIT 0", "CONNECTION LIMIT -1"),
                refusedLogin("role may not log in", "NOLOGIN", "LOGIN"),
                failingStatement("disk full", "53100", "resources"),
                failingStatement("serialization failure", "40001", "conflict"),
                failingStatement("out of memory", "53200", "memory"));
    }

    private static Fault fault(String name, Fault.Action action) {
        return new Fault(name, Set.of(Fault.Part.DATABASE), action);
    }

    /** A fault that lasts until the program has held a batch for that cause: so the program must live meanwhile. */
    private Fault untilHeld(String name, String cause, Fault.Action damage, Fault.Action repair) {
        return new Fault(name, Set.of(Fault.Part.DATABASE, Fault.Part.PROGRAM), () -> {
            damage.inflictAndHeal();
            proof.awaitHeld(cause);
            repair.inflictAndHeal();
        });
    }

    private Fault refusedLogin(String name, String refusal, String permission) {
        String alter = "ALTER ROLE " + Proof.ROLE + " ";
        return untilHeld(
                name,
                "connection",
                () -> {
                    sql(alter + refusal);
                    terminateBackends();
                },
                () -> sql(alter + permission));
    }

    /** A fault of the system that the statement meets. */
    private Fault failingStatement(String name, String sqlState, String cause) {
        return new Fault(name, Set.of(Fault.Part.DATABASE, Fault.Part.PROGRAM), () -> {
            try (FailingStatements failing = FailingStatements.start(proof.database(), sqlState)) {
                proof.awaitHeld(cause);
            }
        });
    }

    private void stop() throws Exception {
        proof.database().stop();
        pace.lasting(Duration.ofSeconds(3), Duration.ofMinutes(10));
        proof.database().start();
    }

    private void kill() throws Exception {
        proof.database().kill();
        pace.lasting(Duration.ofSeconds(1), Duration.ofSeconds(10));
        proof.database().start();
    }

    private void terminateBackends() {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + Proof.ROLE + "'");
    }

    private void lock() throws SQLException {
        try (Connection holder = proof.database().holdWriters()) {
            pace.lasting(Duration.ofSeconds(4), Duration.ofSeconds(30));
        }
    }

    private void forbidWriting() {
        sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    }

    private void allowWriting() throws SQLException {
        try (Connection connection = proof.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("ALTER SYSTEM RESET default_transaction_read_only");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private void lockInAnotherOrder() throws SQLException {
        try (Connection rival = proof.database().dataSource().getConnection();
                Statement statement = rival.createStatement()) {
            rival.setAutoCommit(false);
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                lockInReverseOrder(rival, statement);
            }
        }
    }

    private static void lockInReverseOrder(Connection rival, Statement statement) throws SQLException {
        try {
            for (int device = 9; device >= 0; device--) {
                // A row that lags so much is written by the next reading; one that does not, readings leave alone.
                statement.execute(
                        "UPDATE device SET last_seen = now() - interval '1 minute' WHERE device_id = 'virtual-" + device
                                + "'");
            }
            rival.commit();
        } catch (SQLException e) {
            // The rival was the one that the database sacrificed.
            rival.rollback();
        }
    }

    private void sql(String... statements) {
        for (String statement : statements) {
            proof.database().sql().execute(statement);
        }
    }
}
