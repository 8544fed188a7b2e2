package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date and keeps partitions for the months ahead, on connections of its own: moving rows into
 * a new partition may take longer than a statement of the ingest is allowed to. Safe for any number of threads, and
 * for any number of replicas at once.
 */
@Component("schemaHealthIndicator")
public final class Schema implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

    /** How many months beyond this one have a partition of reading at any time. */
    static final int MONTHS_AHEAD = 3;

    private final DatabaseSettings settings;
    private final JdbcTemplate database;
    private final DatabaseFailures words;
    private volatile Health health =
            Health.down().withDetail("problem", "not looked at yet").build();

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
            health = e.health();
            throw e;
        } catch (RuntimeException e) {
            DatabaseProblem problem = words.of(e);
            health = problem.health();
            throw problem;
        }
    }

    private void migrate() throws DatabaseProblem {
        try {
            int applied = Flyway.configure()
                    .dataSource(Connections.forMigrations(settings))
                    .load()
                    .migrate()
                    .migrationsExecuted;
            LOG.info("[DB] Schema is up to date ({} migrations applied)", applied);
        } catch (FlywayException e) {
            // Without a cause the database has answered, and it is the history that stands in the way.
            if (e.getCause() == null) {
                Migrations.of(database.getDataSource()).refuseObstacle();
            }
            throw e;
        }
    }

    /** Makes the partitions that are missing; without the right to do so, readings go into the default partition. */
    public void ensurePartitions() {
        try {
            Integer made = database.queryForObject("SELECT ensure_reading_partitions(?)", Integer.class, MONTHS_AHEAD);
            LOG.info("[DB] Partitions of reading are there for {} months ahead ({} made)", MONTHS_AHEAD, made);
        } catch (DataAccessException e) {
            LOG.warn(
                    "[DB] Partitions of reading could not be made: {}; readings go into reading_default until they can"
                            + " be; try: grant CREATE on the schema and ownership of reading, or call"
                            + " ensure_reading_partitions({}) as their owner",
                    words.of(e).getMessage(),
                    MONTHS_AHEAD);
        }
    }

    /** Down until the schema has been found or made; a schema that goes later is what the batches say. */
    @Override
    public Health health() {
        return health;
    }
}
