package io.deviceingest.rollup;

import static io.deviceingest.testkit.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.SharedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
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
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Readings in any order, early, late and twice, by SQL alone, from writers that commit late and from one that sees the
 * database as it was; between them the steps of the job, some of which are killed, and days without it: at every moment the
 * views answer what the readings themselves say.
 */
class AnyReadingsIT {

    /** Two of late, and of days of UTC the first and the last: yesterday is over. */
    private static final List<String> HOURS = List.of(
            "date_bin('1 hour', now(), 'epoch')",
            "date_bin('1 hour', now(), 'epoch') - interval '1 hour'",
            "date_bin('1 day', now(), 'epoch')",
            "date_bin('1 day', now(), 'epoch') - interval '1 hour'",
            "date_bin('1 day', now(), 'epoch') - interval '24 hours'");

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
        STORE(6, "", ""),
        /** By another writer, who has begun a transaction if none is open. */
        STORE_LATE(2, "", ""),
        COMMIT_LATE(2, "", ""),
        /** By a third one, who sees the database as it was when this began. */
        LOOK_AT_OLD(1, "", ""),
        STORE_OLD(2, "", ""),
        COMMIT_OLD(1, "", ""),
        RUN(2, "SELECT * FROM roll_up_readings('10 s')", ""),
        RUN_BRIEFLY(1, "SELECT * FROM roll_up_readings('0 s')", ""),
        TAKE(3, "SELECT take_changed_readings()", ""),
        HOURS(3, "SELECT roll_up_hours(2)", ""),
        DAYS(2, "SELECT roll_up_days(1)", ""),
        FILL(3, "SELECT CASE WHEN begin_rollup() THEN fill_rollup(2) END", ""),
        /** So that it is half through a device of which there are hours already. */
        FILL_AND_TAKE(3, """
                SELECT CASE WHEN begin_rollup() THEN fill_rollup(2) END;
                SELECT take_changed_readings();
                SELECT roll_up_hours(4)""", ""),
        KILLED(1, "SELECT CASE WHEN begin_rollup() THEN fill_rollup(2) END", "ROLLBACK"),
        TAKE_KILLED(1, "SELECT take_changed_readings(); SELECT roll_up_hours(2); SELECT roll_up_days(1)", "ROLLBACK"),
        NOBODY_RUNS_IT_FOR_DAYS(1, """
                UPDATE rollup SET recording_until = '-infinity'
                WHERE EXISTS (SELECT FROM rollup FOR UPDATE SKIP LOCKED)""", "");

        private final int weight;
        private final String sql;
        private final String end;

        Step(int weight, String sql, String end) {
            this.weight = weight;
            this.sql = sql;
            this.end = end.isEmpty() ? "COMMIT" : end;
        }
    }

    /** @param second counted from the beginning of the hour */
    private record Reading(String device, String hour, int second, int received, String metrics) {

        /** @param writer so that nobody waits for the end of another writer who stores the same */
        String row(int writer) {
            return "('%s', %s + interval '%d seconds', '%s', %d, '%s')"
                    .formatted(
                            device,
                            hour,
                            second,
                            "2026-01-01 00:00:0" + received + "+00",
                            metrics.hashCode() * 4L + writer,
                            metrics);
        }
    }

    private record Action(Step step, List<Reading> readings) {

        String insert(int writer) {
            return "INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES "
                    + readings.stream().map(reading -> reading.row(writer)).collect(Collectors.joining(", "))
                    + " ON CONFLICT DO NOTHING";
        }
    }

    /** @param runsBefore so that it has not begun yet, is about to go through what is there, or is through */
    @Property(tries = 20, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void atEveryMomentTheViewsAnswerWhatTheReadingsSay(
            @ForAll("readings") List<Reading> before,
            @ForAll @IntRange(max = 4) int runsBefore,
            @ForAll("actions") List<Action> actions)
            throws Exception {
        JdbcTemplate sql = database.sql();
        sql.setQueryTimeout((int) SOON.toSeconds());
        sql.execute("""
                TRUNCATE reading, reading_change, device_newest, reading_hour_due, reading_hour, reading_day_due,
                         reading_day, rollup;
                INSERT INTO rollup DEFAULT VALUES""");
        sql.update(new Action(Step.STORE, before).insert(0));
        for (int i = 0; i < runsBefore; i++) {
            sql.execute(Step.RUN.sql);
        }
        try (Connection late = database.dataSource().getConnection();
                Connection old = database.dataSource().getConnection()) {
            late.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            old.setAutoCommit(false);
            for (int i = 0; i < actions.size(); i++) {
                act(actions.get(i), sql, late, old);
                Plain.assertViewsAreRight(sql, before + ", " + runsBefore + " runs, " + actions.subList(0, i + 1));
            }
            late.commit();
            old.commit();
        }
        Plain.assertViewsAreRight(sql, "the last commit");
        for (int i = 0; i < 4; i++) {
            sql.execute(Step.RUN.sql);
            Plain.assertViewsAreRight(sql, "a run at the end");
        }
    }

    private static void act(Action action, JdbcTemplate sql, Connection late, Connection old) throws Exception {
        switch (action.step) {
            case STORE -> sql.update(action.insert(0));
            case STORE_LATE -> update(late, action.insert(1));
            case COMMIT_LATE -> late.commit();
            case LOOK_AT_OLD -> update(old, "SELECT FROM reading");
            case STORE_OLD -> update(old, action.insert(2));
            case COMMIT_OLD -> old.commit();
            default -> sql.execute("BEGIN; " + action.step.sql + "; " + action.step.end);
        }
    }

    /** What cannot be done with what the transaction sees is not done, as its error says. */
    private static void update(Connection writer, String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("40001");
            writer.rollback();
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        List<Tuple2<Integer, Step>> steps = Arrays.stream(Step.values())
                .map(step -> Tuple.of(step.weight, step))
                .toList();
        return Combinators.combine(Arbitraries.frequency(steps), readings())
                .as(Action::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Reading>> readings() {
        Arbitrary<String> metric = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("1", "2", "-3", "\"text\"", "true", "null", "[1]"))
                .as((name, value) -> "\"" + name + "\": " + value);
        Arbitrary<String> metrics = metric.list()
                .ofMinSize(0)
                .ofMaxSize(3)
                .uniqueElements(text -> text.substring(0, 3))
                .map(fields -> "{" + String.join(", ", fields) + "}");
        return Combinators.combine(
                        Arbitraries.of("d", "e"),
                        Arbitraries.of(HOURS),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 1),
                        metrics)
                .as(Reading::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }
}
