package io.deviceingest.rollup;

import io.deviceingest.testkit.SharedDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Readings in any order, early, late and twice, by SQL alone, from writers that commit late; between them the steps of the
 * job, some of which are killed, and days without it: at every moment both views answer what the readings themselves say.
 */
class AnyReadingsIT {

    private static SharedDatabase database;

    @BeforeContainer
    static void createDatabase() throws Exception {
        database = SharedDatabase.migrated();
    }

    @AfterContainer
    static void dropDatabase() throws Exception {
        database.close();
    }

    private enum Step {
        STORE("", ""),
        /** By the other writer, who has begun a transaction if none is open. */
        STORE_LATE("", ""),
        COMMIT_LATE("", ""),
        RUN("SELECT * FROM roll_up_readings('10 s')", ""),
        RUN_BRIEFLY("SELECT * FROM roll_up_readings('0 s')", ""),
        TAKE("SELECT take_changed_readings()", ""),
        HOURS("SELECT roll_up_hours(2)", ""),
        FILL("SELECT CASE WHEN begin_rollup() THEN fill_rollup(2) END", ""),
        KILLED("SELECT CASE WHEN begin_rollup() THEN fill_rollup(2) END", "ROLLBACK"),
        TAKE_KILLED("SELECT take_changed_readings(); SELECT roll_up_hours(2)", "ROLLBACK"),
        NOBODY_RUNS_IT_FOR_DAYS("UPDATE rollup SET recording_until = '-infinity'", "");

        private final String sql;
        private final String end;

        Step(String sql, String end) {
            this.sql = sql;
            this.end = end.isEmpty() ? "COMMIT" : end;
        }
    }

    /** @param second counted from the beginning of an hour, some hours ago */
    private record Reading(String device, int hoursAgo, int second, int received, String metrics) {

        String row() {
            return "('%s', date_bin('1 hour', now(), 'epoch') - interval '%d hours' + interval '%d seconds', '%s', %d, '%s')"
                    .formatted(
                            device,
                            hoursAgo,
                            second,
                            "2026-01-01 00:00:0" + received + "+00",
                            metrics.hashCode(),
                            metrics);
        }
    }

    private record Action(Step step, List<Reading> readings) {

        String insert() {
            return "INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES "
                    + readings.stream().map(Reading::row).collect(Collectors.joining(", "))
                    + " ON CONFLICT DO NOTHING";
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void atEveryMomentBothViewsAnswerWhatTheReadingsSay(@ForAll("actions") List<Action> actions) throws Exception {
        JdbcTemplate sql = database.sql();
        sql.execute("""
                TRUNCATE reading, reading_change, device_newest, reading_hour_due, reading_hour, rollup;
                INSERT INTO rollup DEFAULT VALUES""");
        try (Connection connection = database.dataSource().getConnection()) {
            JdbcTemplate late = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            connection.setAutoCommit(false);
            for (int i = 0; i < actions.size(); i++) {
                act(actions.get(i), sql, late, connection);
                Plain.assertViewsAreRight(sql, actions.subList(0, i + 1).toString());
            }
            connection.commit();
        }
        Plain.assertViewsAreRight(sql, "the last commit");
        for (int i = 0; i < 4; i++) {
            sql.execute("SELECT * FROM roll_up_readings('10 s')");
            Plain.assertViewsAreRight(sql, "a run at the end");
        }
    }

    private static void act(Action action, JdbcTemplate sql, JdbcTemplate late, Connection lateOnes) throws Exception {
        switch (action.step) {
            case STORE -> sql.update(action.insert());
            case STORE_LATE -> late.update(action.insert());
            case COMMIT_LATE -> lateOnes.commit();
            default -> sql.execute("BEGIN; " + action.step.sql + "; " + action.step.end);
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<String> metric = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("1", "2", "-3", "\"text\"", "true", "null", "[1]"))
                .as((name, value) -> "\"" + name + "\": " + value);
        Arbitrary<String> metrics = metric.list()
                .ofMinSize(0)
                .ofMaxSize(3)
                .uniqueElements(text -> text.substring(0, 3))
                .map(fields -> "{" + String.join(", ", fields) + "}");
        Arbitrary<Reading> reading = Combinators.combine(
                        Arbitraries.of("d", "e"),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        metrics)
                .as(Reading::new);
        return Combinators.combine(
                        Arbitraries.of(Step.values()),
                        reading.list().ofMinSize(1).ofMaxSize(4))
                .as(Action::new)
                .list()
                .ofMaxSize(10);
    }
}
