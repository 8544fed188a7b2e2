package io.deviceingest.deadletter.command;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.Routes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters that come back: stored once, whoever replays them, how often, and wherever it is interrupted. */
class ReplayIT {

    @RegisterExtension
    static final Letters letters = new Letters();

    @Test
    void theVictimsOfAMappingAreStoredOnceItIsMended() throws Exception {
        String right = "\"received_at\": $headers.receivedAt";
        letters.edit("mapping/sensor.jslt", right, "\"received_at\": error(\"a slip\")");
        try (Routes program = Routes.start(letters.settings())) {
            await().until(program::areStarted);
            program.send("a", "sensor", "{\"temperature\":1}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            program.send("b", "sensor", "{\"temperature\":2}").get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(letters.column("reason", String.class)).containsExactly("unmappable", "unmappable");

        letters.edit("mapping/sensor.jslt", "\"received_at\": error(\"a slip\")", right);
        CommandRun run = letters.run("replay", "--reason", "unmappable");

        assertThat(run).isEqualTo(new CommandRun(0, "2 stored, 0 ignored, 0 stays, 0 skipped\n"));
        assertThat(letters.sql().queryForList("SELECT metrics::text FROM reading ORDER BY device_id", String.class))
                .containsExactly("{\"temperature\": 1}", "{\"temperature\": 2}");
        assertThat(letters.sql()
                        .queryForObject(
                                "SELECT count(*) FROM dead_letter JOIN reading USING (received_at) JOIN device USING"
                                        + " (device_id) WHERE last_seen = reading.received_at AND status = 'online'",
                                Integer.class))
                .as("as if they had been stored when they arrived")
                .isEqualTo(2);
        assertThat(letters.open()).isEmpty();
    }

    @Test
    void whatStrictJsonRefusedIsStoredOnceTheRouteReadsIt() throws Exception {
        String payload = "{\"timestamp\":\"2026-01-31T12:00:00Z\",\"t\":nan,\"h\":40}";
        letters.add("invalid-json", "devices/d/sensor", payload);
        assertThat(letters.run("replay", "--reason", "invalid-json").output())
                .endsWith("0 stored, 0 ignored, 1 stays, 0 skipped\n");

        letters.edit("sensor.camel.yaml", "#strictJson", "#lenientJson");
        try {
            assertThat(letters.run("replay", "--reason", "invalid-json"))
                    .isEqualTo(new CommandRun(0, "1 stored, 0 ignored, 0 stays, 0 skipped\n"));
        } finally {
            letters.edit("sensor.camel.yaml", "#lenientJson", "#strictJson");
        }
        assertThat(letters.sql().queryForList("SELECT metrics::text FROM reading", String.class))
                .containsExactly("{\"h\": 40, \"t\": null}");
    }

    @Test
    void devicesAreLockedInTheOrderOfTheProgramSoThatTheTwoNeverWaitForEachOther() throws Exception {
        letters.sql().execute("INSERT INTO device (device_id, first_seen) VALUES ('a', now()), ('b', now())");
        letters.add("unmappable", "devices/b/sensor", "{\"t\":1}");
        letters.add("unmappable", "devices/a/sensor", "{\"t\":2}");
        CompletableFuture<CommandRun> run;
        try (Connection program = letters.database().dataSource().getConnection();
                Statement lock = program.createStatement()) {
            program.setAutoCommit(false);
            lock.execute("SELECT FROM device WHERE device_id = 'a' FOR NO KEY UPDATE");
            run = CompletableFuture.supplyAsync(() -> letters.run("replay", "--all"));
            await().until(() -> letters.sql()
                    .queryForObject("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)", Boolean.class));
            lock.execute("SELECT FROM device WHERE device_id = 'b' FOR NO KEY UPDATE");
            program.commit();
        }

        assertThat(run.join()).isEqualTo(new CommandRun(0, "2 stored, 0 ignored, 0 stays, 0 skipped\n"));
    }

    @Test
    void aLetterOfManyDevicesThatTheProgramWaitsForIsStoredAllTheSame() throws Exception {
        letters.edit("mapping/sensor.jslt", "device-id(.device_id, $headers.deviceId)", ".device_id");
        letters.sql()
                .execute("INSERT INTO device (device_id, first_seen)"
                        + " SELECT id, now() FROM unnest(ARRAY['a', 'b', 'c', 'gate']) AS id");
        letters.add("unmappable", "devices/1/sensor", "[{\"device_id\":\"a\"},{\"device_id\":\"c\"}]");
        letters.add("unmappable", "devices/2/sensor", "{\"device_id\":\"gate\"}");
        letters.add("unmappable", "devices/3/sensor", "{\"device_id\":\"b\"}");
        CompletableFuture<CommandRun> run;
        try (Connection gate = closeTheGate("INSERT ON reading", "WHEN (NEW.device_id = 'gate')");
                Connection program = letters.database().dataSource().getConnection()) {
            program.setAutoCommit(false);
            // The replay is the one that PostgreSQL ends.
            execute(program, "SET LOCAL deadlock_timeout = '1h'");
            execute(program, "SELECT FROM device WHERE device_id = 'b' FOR NO KEY UPDATE");
            run = CompletableFuture.supplyAsync(() -> letters.run("replay", "--all"));
            awaitSomebodyAtTheGate();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> lockAndCommit(program, "c"));
            await().until(() ->
                    letters.sql().queryForObject("SELECT count(*) > 1 FROM pg_locks WHERE NOT granted", Boolean.class));
            execute(gate, "SELECT pg_advisory_unlock(6)");
            waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
            run.join();
        } finally {
            letters.sql().execute("DROP FUNCTION gate CASCADE");
        }

        assertThat(run.join()).isEqualTo(new CommandRun(0, "3 stored, 0 ignored, 0 stays, 0 skipped\n"));
        assertThat(letters.readings()).isEqualTo(4);
    }

    @Test
    void aSecondReplayDoesNothing() {
        letters.add("unmappable", "devices/d/sensor", "{\"t\":1}");
        assertThat(letters.run("replay", "--all").exitCode()).isZero();
        letters.sql().execute("DELETE FROM reading");

        CommandRun again = letters.run("replay", "--all");
        CommandRun byName = letters.run("replay", "1");

        assertThat(again).isEqualTo(new CommandRun(0, "0 stored, 0 ignored, 0 stays, 0 skipped\n"));
        assertThat(byName.exitCode()).isZero();
        assertThat(byName.output()).matches("1 was replayed \\S+Z, and is left alone\n0 stored, (.|\n)*");
        assertThat(letters.readings()).isZero();
    }

    @Test
    void aDryRunSaysWhatEachWouldBecomeAndChangesNothing() {
        letters.add("unmappable", "devices/d/sensor", "{\"timestamp\":\"2026-01-31T12:00:00Z\",\"t\":1}");
        letters.add("invalid-json", "devices/d/sensor", "{");
        letters.add("unknown-topic", "devices/d/cmd", "{}");
        List<String> before = letters.column("dead_letter::text", String.class);

        CommandRun run = letters.run("replay", "--all", "--dry-run");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output().lines().toList())
                .first()
                .asString()
                .matches("stored {10}1  devices/d/sensor  \\{\"kind\":\"sensor\",.*\"metrics\":\\{\"t\":1}.*");
        assertThat(run.output())
                .containsPattern("(?m)^stays {11}2  devices/d/sensor  invalid-json: .* \\(line 1, column 2\\)\n"
                        + " +try: fix what the device sends: JSON")
                .contains("ignored         3  devices/d/cmd  left alone")
                .endsWith("nothing was changed; it would be: 1 stored, 1 ignored, 1 stays, 0 skipped\n");
        assertThat(letters.column("dead_letter::text", String.class)).isEqualTo(before);
        assertThat(letters.readings()).isZero();
        assertThat(letters.sql().queryForList("SELECT device_id FROM device")).isEmpty();
    }

    @Test
    void whatFailsAgainStaysAsItWasAndTheOthersAreStored() {
        letters.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try {
            letters.add("rejected-by-database", "devices/a/sensor", "{\"t\":1}");
            letters.add("rejected-by-database", "devices/b/sensor", "{\"poison\":1}");
            letters.add("rejected-by-database", "devices/c/sensor", "{\"t\":1}");
            letters.add("unmappable", "devices/d/status", "1");
            letters.add("unmappable", "devices/e/sensor", "{\"t\":1}");

            CommandRun run = letters.run("replay", "--all");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output())
                    .containsPattern("(?m)^stays +2  devices/b/sensor  rejected-by-database: .*no_poison")
                    .containsPattern("(?m)^stays +4  devices/d/status  unmappable: .*status must be")
                    .endsWith("3 stored, 0 ignored, 2 stays, 0 skipped\n");
        } finally {
            letters.sql().execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
        }
        assertThat(letters.open()).containsExactly(2L, 4L);
        assertThat(letters.column("error", String.class)).containsOnly("as it was");
        assertThat(letters.readings()).isEqualTo(3);
    }

    @Test
    void aStatementThatIsFollowedByMoreThanADatabaseStoresNothing() throws Exception {
        letters.edit(
                "store.camel.yaml",
                "uri: bean:account\n            parameters:\n              method: stored",
                "uri: batch:elsewhere");
        letters.add("unmappable", "devices/d/sensor", "{\"t\":1}");

        CommandRun run = letters.run("replay", "--all");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .contains("stays", "the route store leads on to batch://elsewhere, where nobody follows");
        assertThat(letters.open()).containsExactly(1L);
        assertThat(letters.readings()).isZero();
    }

    @Test
    void aPayloadThatWasCutIsLeft() {
        long cut = letters.add("payload-too-large", "devices/d/sensor", "{\"t\":1}");

        CommandRun run = letters.run("replay", String.valueOf(cut));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("payload-too-large: only the first bytes of its payload were kept");
        assertThat(letters.open()).containsExactly(cut);
        assertThat(letters.readings()).isZero();
    }

    @Test
    void anOldStatusDoesNotOutdoANewerOne() {
        letters.sql()
                .execute("INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)"
                        + " VALUES ('d', 'offline', now(), 'message', now(), now())");
        letters.add("unmappable", "devices/d/status", "online");

        assertThat(letters.run("replay", "--device", "d").exitCode()).isZero();

        assertThat(letters.sql().queryForObject("SELECT status FROM device", String.class))
                .isEqualTo("offline");
        assertThat(letters.open()).isEmpty();
    }

    @Test
    void aReadingThatWasStoredMeanwhileIsNotStoredTwice() {
        String payload = "{\"timestamp\":\"2026-01-31T12:00:00Z\",\"t\":1}";
        letters.add("unmappable", "devices/d/sensor", payload);
        letters.add("unmappable", "devices/d/sensor", payload);

        CommandRun run = letters.run("replay", "--topic", "devices/+/sensor");

        assertThat(run.output()).isEqualTo("2 stored, 0 ignored, 0 stays, 0 skipped\n");
        assertThat(letters.readings()).isEqualTo(1);
    }

    @Test
    void manyAreStoredInSeveralTransactions() {
        addMany(250);

        assertThat(letters.run("replay", "--all").output()).startsWith("250 stored, ");
        assertThat(letters.readings()).isEqualTo(250);
        assertThat(transactions()).isEqualTo(3);
    }

    @Test
    void whoIsNotRegisteredStaysUntilHeIs() {
        Map<String, String> required = new HashMap<>(letters.settings());
        required.put("DEVICE_REGISTRATION", "required");
        letters.add("unknown-device", "devices/d/sensor", "{\"t\":1}");

        CommandRun before = letters.with(required, "replay", "--all");
        letters.sql().execute("INSERT INTO device (device_id, first_seen) VALUES ('d', now())");
        CommandRun after = letters.with(required, "replay", "--all");

        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.output())
                .containsPattern("stays +1  devices/d/sensor  unknown-device: .*\n +try: INSERT INTO device");
        assertThat(after).isEqualTo(new CommandRun(0, "1 stored, 0 ignored, 0 stays, 0 skipped\n"));
        assertThat(letters.column("reason", String.class)).containsExactly("unknown-device");
        assertThat(letters.readings()).isEqualTo(1);
    }

    @Test
    void ofTwoAtOnceOneReplaysALetter() throws Exception {
        letters.add("unmappable", "devices/d/sensor", "{\"t\":1}");
        try (Connection gate = closeTheGate()) {
            CompletableFuture<CommandRun> first = CompletableFuture.supplyAsync(() -> letters.run("replay", "--all"));
            awaitSomebodyAtTheGate();

            CommandRun second = letters.run("replay", "--all");

            assertThat(second.exitCode()).isZero();
            assertThat(second.output())
                    .contains("skipped         1  somebody else replays or discards it")
                    .endsWith("0 stored, 0 ignored, 0 stays, 1 skipped\n");
            assertThat(letters.run("discard", "--all").output()).startsWith("0 discarded");
            openTheGate(gate);
            assertThat(first.get(SOON.toSeconds(), TimeUnit.SECONDS).output())
                    .isEqualTo("1 stored, 0 ignored, 0 stays, 0 skipped\n");
        }
        assertThat(letters.readings()).isEqualTo(1);
    }

    @Test
    void killedBeforeTheCommitItHasDoneNothing() throws Exception {
        letters.add("unmappable", "devices/d/sensor", "{\"t\":1}");
        try (Connection gate = closeTheGate()) {
            Process replay = CommandRun.start(Path.of("target"), letters.settings(), "dead-letters", "replay", "--all");
            try {
                awaitSomebodyAtTheGate();
            } finally {
                replay.destroyForcibly();
            }
            replay.waitFor();
            openTheGate(gate);
        }
        await().until(() -> letters.sql()
                .queryForObject(
                        "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid())",
                        Boolean.class));
        assertThat(letters.readings()).as("rows without the mark").isZero();
        assertThat(letters.open()).containsExactly(1L);

        assertThat(letters.run("replay", "--all"))
                .isEqualTo(new CommandRun(0, "1 stored, 0 ignored, 0 stays, 0 skipped\n"));
        assertThat(letters.readings()).isEqualTo(1);
    }

    /** Puts letters into the table, of a device and a second each. */
    private static void addMany(int count) {
        letters.sql().update("""
                INSERT INTO dead_letter (received_at, topic, payload, reason)
                SELECT now() - n * interval '1 second', 'devices/d' || n || '/sensor', '{"t":1}', 'unmappable'
                FROM generate_series(1, ?) AS n""", count);
    }

    /** In how many transactions the letters were replayed: each has a time of its own. */
    private static int transactions() {
        return letters.sql().queryForObject("SELECT count(DISTINCT replayed_at) FROM dead_letter", Integer.class);
    }

    /** Makes everybody wait who marks a letter, which is after its rows were written. */
    private static Connection closeTheGate() throws Exception {
        return closeTheGate("UPDATE ON dead_letter", "");
    }

    /** Makes everybody wait who writes a row. */
    private static Connection closeTheGate(String event, String condition) throws Exception {
        letters.sql().execute("""
                CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_advisory_xact_lock(6); RETURN NEW; END';
                CREATE TRIGGER gate BEFORE %s FOR EACH ROW %s EXECUTE FUNCTION gate()""".formatted(event, condition));
        Connection gate = letters.database().dataSource().getConnection();
        execute(gate, "SELECT pg_advisory_lock(6)");
        return gate;
    }

    private static void awaitSomebodyAtTheGate() {
        await().until(() -> letters.sql()
                .queryForObject(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)",
                        Boolean.class));
    }

    private static void openTheGate(Connection gate) throws Exception {
        execute(gate, "SELECT pg_advisory_unlock(6)");
        letters.sql().execute("DROP FUNCTION gate CASCADE");
    }

    private static void lockAndCommit(Connection program, String device) {
        try {
            execute(program, "SELECT FROM device WHERE device_id = '" + device + "' FOR NO KEY UPDATE");
            program.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String statement) throws Exception {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
