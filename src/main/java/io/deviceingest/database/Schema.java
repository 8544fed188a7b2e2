package io.deviceingest.database;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date, on connections of its own: a migration may take longer than a statement of the ingest
 * is allowed to. Safe for any number of threads, and for any number of replicas at once.
 */
@Component("schemaHealthIndicator")
public final class Schema implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

    private final DatabaseSettings settings;
    private final JdbcTemplate database;
    private final DatabaseFailures words;
    private volatile Health health = down(new Problem("not looked at yet", ""));

    Schema(DatabaseSettings settings) {
        this.settings = settings;
        this.words = new DatabaseFailures(settings);
        database = new JdbcTemplate(Connections.of(
                settings,
                settings.connectTimeout(),
                LONGEST_STATEMENT.plus(settings.socketTimeout()),
                new TimeLimits(LONGEST_STATEMENT, settings.lockTimeout())));
    }

    /**
     * Applies the migrations that are missing, where the settings leave that to the program; else looks whether
     * somebody did.
     *
     * @throws DatabaseProblem while the schema is not there
     */
    public void prepare() throws DatabaseProblem {
        try {
            if (settings.migrate()) {
                migrate();
            } else {
                Tables.refuseMissing(database);
            }
            health = Health.up().build();
        } catch (DatabaseProblem e) {
            health = down(e.problem());
            throw e;
        } catch (RuntimeException e) {
            DatabaseProblem found = words.explain(e);
            health = down(found.problem());
            throw found;
        }
    }

    private static Health down(Problem problem) {
        return Health.down().withDetails(problem.details()).build();
    }

    private void migrate() throws DatabaseProblem {
        LOG.info("[DB] Schema is up to date ({} migrations applied)", applied());
    }

    private int applied() throws DatabaseProblem {
        if (MigrationFiles.read().areAllThereIs(database.getDataSource())) {
            return 0;
        }
        try {
            return Flyway.configure()
                    .dataSource(Connections.forMigrations(settings))
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayException e) {
            // Without a cause the database has answered, and it is the history that stands in the way.
            if (e.getCause() == null) {
                Migrations.of(database.getDataSource()).refuseObstacle();
            }
            throw e;
        }
    }

    /** Down until the schema has been found or made; a schema that goes later is what the batches say. */
    @Override
    public Health health() {
        return health;
    }
}
