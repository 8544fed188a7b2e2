package io.deviceingest.database;

import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks the database every few seconds whether it answers and takes writes; the health page and the metric show the last answer, so that
 * a probe never waits for a database that does not come back. Safe for any number of threads.
 */
@Component("databaseHealthIndicator")
final class DatabaseMonitor implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseMonitor.class);
    private static final int ANSWER_SECONDS = 5;

    /** Fails as a write would, so that the pool gives its connections up. */
    private static final String REFUSE_READ_ONLY = """
            DO $$ BEGIN
                IF current_setting('transaction_read_only')::boolean THEN
                    RAISE read_only_sql_transaction USING MESSAGE = 'the server takes no writes';
                END IF;
            END $$""";

    private final DataSource database;
    private final DatabaseFailures words;
    private final FailureLog failures = new FailureLog(LOG);
    private volatile Health health = Health.down()
            .withDetails(new Problem("not asked yet", "").details())
            .build();

    DatabaseMonitor(DataSource database, DatabaseSettings settings, MeterRegistry meters) {
        this.database = database;
        this.words = new DatabaseFailures(settings);
        Gauge.builder("device.ingest.database.up", this, monitor -> monitor.isUp() ? 1 : 0)
                .description("1 while the database answers")
                .register(meters);
    }

    @Scheduled(fixedDelay = 3, timeUnit = TimeUnit.SECONDS)
    void ask() {
        try (Connection connection = database.getConnection();
                Statement question = connection.createStatement()) {
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("no answer within " + ANSWER_SECONDS + " s");
            }
            question.execute(REFUSE_READ_ONLY);
            if (failures.count() > 0) {
                LOG.info("[DB] The database answers again");
            }
            failures.succeeded();
            health = Health.up().build();
        } catch (SQLException e) {
            Problem problem = words.explain(e).problem();
            health = Health.down().withDetails(problem.details()).build();
            failures.failed(problem.key(), "[DB] The database does not answer: " + problem);
        }
    }

    private boolean isUp() {
        return health.getStatus().equals(Status.UP);
    }

    @Override
    public Health health() {
        return health;
    }
}
