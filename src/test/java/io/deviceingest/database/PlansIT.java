package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.PgBouncer;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Plans are kept where nobody can change the session under them, and not for long. */
class PlansIT {

    private static final StatementTexts TEXTS =
            new StatementTexts(new TimeLimits(Duration.ofSeconds(30), Duration.ofSeconds(30)));
    private static final String QUERY = "SELECT count(*) FROM things WHERE id IN (SELECT ? + n FROM wanted)";

    /** More than what makes a plan that holds for any parameter. */
    private static final int OFTEN = 20;

    @RegisterExtension
    static final TestSite site = new TestSite().withServer();

    private final AtomicLong nanoTime = new AtomicLong();
    private Connection driver;

    @BeforeEach
    void makeAnEmptyTableWhoseStatisticsNobodyMakes() throws SQLException {
        site.database().sql().execute("""
                DROP TABLE IF EXISTS things, wanted;
                CREATE TABLE things (id integer PRIMARY KEY) WITH (autovacuum_enabled = off);
                CREATE TABLE wanted (n integer) WITH (autovacuum_enabled = off);
                INSERT INTO wanted SELECT generate_series(1, 10)""");
        driver = DriverManager.getConnection(site.database().url() + "?user=postgres&prepareThreshold=0");
    }

    @AfterEach
    void close() throws SQLException {
        driver.close();
    }

    @Test
    void aStatementThatComesAgainIsPlannedOnce() throws SQLException {
        askOften(LimitedConnection.of(driver, TEXTS, Plans.kept(driver, nanoTime::get)));

        assertThat(generalPlans()).isGreaterThan(OFTEN / 2);
    }

    @Test
    void noneIsKeptUnlessThatIsAskedFor() throws SQLException {
        askOften(LimitedConnection.of(driver, TEXTS, Plans.made(driver)));

        assertThat(prepared()).isEmpty();
    }

    @Test
    void noneIsKeptBehindAPooler() throws Exception {
        PgBouncer pooler = site.add(PgBouncer.start(site.files().resolve("pooler"), site.server(), "postgres"));
        try (Connection pooled =
                DriverManager.getConnection(pooler.url("postgres") + "?user=postgres&prepareThreshold=0")) {
            Plans.kept(pooled, nanoTime::get);

            assertThat(pooled.unwrap(PGConnection.class).getPrepareThreshold()).isZero();
        }
    }

    @Test
    void aPlanIsMadeAgainWhenManyRowsHaveCome() throws SQLException {
        Connection connection = LimitedConnection.of(driver, TEXTS, Plans.kept(driver, nanoTime::get));
        askOften(connection);
        site.database().sql().execute("INSERT INTO things SELECT generate_series(1, 100000)");
        askOften(connection);
        String before = plan();

        nanoTime.addAndGet(Plans.LONGEST_AGE.toNanos());
        askOften(connection);

        assertThat(before).contains("Seq Scan on things");
        assertThat(plan()).contains("things_pkey").doesNotContain("Seq Scan on things");
    }

    private static void askOften(Connection connection) throws SQLException {
        for (int i = 0; i < OFTEN; i++) {
            try (PreparedStatement query = connection.prepareStatement(QUERY)) {
                query.setInt(1, i);
                query.executeQuery().close();
            }
        }
    }

    /** The name of the server's statement, or nothing. */
    private String prepared() throws SQLException {
        return ask("SELECT coalesce(max(name), '') FROM pg_prepared_statements WHERE statement LIKE '%FROM things%'");
    }

    private long generalPlans() throws SQLException {
        return Long.parseLong(
                ask("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%FROM things%'"));
    }

    private String plan() throws SQLException {
        return ask("EXPLAIN EXECUTE \"" + prepared() + "\" (1)");
    }

    private String ask(String sql) throws SQLException {
        try (Statement statement = driver.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder answer = new StringBuilder();
            while (rows.next()) {
                answer.append(rows.getString(1)).append('\n');
            }
            return answer.toString().strip();
        }
    }
}
