package io.deviceingest.console.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.ConsoleDatabases;
import io.deviceingest.console.database.Found;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The newest values of a device against a real database: of all its readings, or of the newest ones with the reason. */
class NewestQuestionIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private ConsoleDatabase database;

    @BeforeEach
    void open() {
        database = ConsoleDatabases.of(site);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aValueIsFoundHoweverManyReadingsCameSince() {
        readings(1, 40 * 86_400, "{\"firmware\": \"1.4\", \"temperature\": -5}");
        readings(NewestQuestion.READINGS, 10, "{\"temperature\": 21}");
        rollUp();
        // One that the job has not taken.
        readings(1, 1, "{\"door\": true}");

        Newest newest = ask();

        assertThat(newest.metrics())
                .containsExactly(
                        new Metric("door", 1.0, null, ago(1)),
                        new Metric("firmware", null, "1.4", ago(40 * 86_400)),
                        new Metric("temperature", 21.0, null, ago(10)));
        assertThat(newest.of()).isEqualTo("of all its readings");
        assertThat(newest.note()).isNull();
    }

    @Test
    void beforeTheJobHasRunTheNewestReadingsAreLookedAt() {
        readings(1, 40 * 86_400, "{\"firmware\": \"1.4\"}");
        readings(NewestQuestion.READINGS, 10, "{\"temperature\": 21}");

        assertThat(ask().metrics()).extracting(Metric::name).containsExactly("temperature");
        assertThat(ask().of()).isEqualTo("of its newest 500 readings of the last 7 days");
        assertThat(ask().note()).contains("the route rollup has not run", "missing here");
        site.tables().sql().queryForMap("SELECT * FROM roll_up_readings('0 s')");
        assertThat(ask().metrics()).extracting(Metric::name).containsExactly("temperature");
        assertThat(ask().note()).contains("still being gathered");
    }

    @Test
    void whileTheJobIsFarBehindTheNewestReadingsAreLookedAt() {
        readings(1, 10, "{\"temperature\": 21}");
        rollUp();
        site.tables().sql().update("""
                INSERT INTO reading_change (readings, devices, times)
                SELECT 1, ARRAY['other'], ARRAY[now()] FROM generate_series(1, ?)""", NewestQuestion.MOST_BEHIND - 1);
        assertThat(ask().note()).isNull();

        readings(1, 9, "{\"temperature\": 22}");

        assertThat(ask().metrics()).containsExactly(new Metric("temperature", 22.0, null, ago(9)));
        assertThat(ask().note()).contains("lets the ingest go first");
    }

    @Test
    void whereTheyDoNotComeInTimeTheNewestReadingsAreLookedAt() throws Exception {
        readings(1, 10, "{\"temperature\": 21}");
        rollUp();
        try (Connection other = site.database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE device_newest IN ACCESS EXCLUSIVE MODE");

            assertThat(ask().metrics()).containsExactly(new Metric("temperature", 21.0, null, ago(10)));
            assertThat(ask().note()).contains("did not come within 1 s");
        }
    }

    @Test
    void whereTheDatabaseRefusesTheQuestionTheNewestReadingsAreLookedAt() {
        readings(1, 10, "{\"temperature\": 21}");
        rollUp();
        JdbcTemplate sql = site.tables().sql();
        sql.execute("ALTER TABLE rollup RENAME TO another");
        try {
            assertThat(ask().metrics()).hasSize(1);
            assertThat(ask().note()).contains("are refused", "\"rollup\"");
        } finally {
            sql.execute("ALTER TABLE another RENAME TO rollup");
        }
    }

    @Test
    void whateverADeviceCallsItsMetricsAPageHasRoomForThem() {
        readings(1, 5, "{\"" + "n".repeat(300) + "\": 1, \"text\": \"" + "t".repeat(200_000) + "\"}");
        site.tables().sql().update("""
                INSERT INTO reading (device_id, ts, received_at, digest, metrics)
                SELECT 'esp', to_timestamp(?) - n * interval '1 s', now(), n, jsonb_build_object('m' || n, n)
                FROM generate_series(1, 800) AS n""", ago(10).getEpochSecond());

        Newest some = ask();
        rollUp();
        Newest kept = ask();

        for (Newest newest : List.of(some, kept)) {
            assertThat(newest.metrics()).hasSize(NewestQuestion.MOST_METRICS);
            assertThat(newest.metrics())
                    .extracting(Metric::name)
                    .isSorted()
                    .contains("m498")
                    .doesNotContain("m499");
            Metric named = newest.metrics().get(newest.metrics().size() - 2);
            assertThat(named.label()).isEqualTo("n".repeat(200) + "…");
            assertThat(named.canBeDrawn()).isFalse();
            Metric text = newest.metrics().get(newest.metrics().size() - 1);
            assertThat(text.words()).isEqualTo("t".repeat(1_000) + "…");
        }
        assertThat(some.note()).contains("missing here. Of more than");
        assertThat(kept.note()).isEqualTo("Of more than 500 metrics, those are shown that came last.");
    }

    private Newest ask() {
        Found<Newest> found = database.ask(transaction ->
                new NewestQuestion(new JdbcTemplate(new SingleConnectionDataSource(transaction, true))).ask("esp"));
        assertThat(found.problem()).isNull();
        return found.value();
    }

    private Instant ago(int seconds) {
        return now.minusSeconds(seconds);
    }

    /** So many of them, one second apart, the newest so long ago. */
    private void readings(int count, int secondsAgo, String metrics) {
        site.tables()
                .sql()
                .update(
                        "INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                                + " SELECT 'esp', to_timestamp(?) - n * interval '1 s', now(), 0, CAST(? AS jsonb)"
                                + " FROM generate_series(0, ? - 1) AS n",
                        ago(secondsAgo).getEpochSecond(),
                        metrics,
                        count);
    }

    /** The first runs have changes noted, the next ones go through what was there. */
    private static void rollUp() {
        for (int run = 0; run < 4; run++) {
            site.tables().sql().queryForMap("SELECT * FROM roll_up_readings('10 s')");
        }
    }
}
