package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date and keeps partitions for the months ahead, on connections of its own: moving rows into
 * a new partition may take longer than a statement of the ingest is allowed to. Safe for any number of threads, and
 * for any number of replicas at once.
 */
@Component("schemaHealthIndicator")
public final class Schema implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final int MONTHS_AHEAD = 3;
    private static final String LONGEST_STATEMENT_SECONDS = "600";
    private static final String MISSING = """
            SELECT string_agg(name, ', ')
            FROM unnest(ARRAY['device', 'device_event', 'reading', 'dead_letter', 'ensure_reading_partitions',
                              'drop_old_readings']) AS name
            WHERE to_regclass(name) IS NULL AND to_regproc(name) IS NULL""";

    private final DatabaseSettings settings;
    private final JdbcTemplate database;
    private volatile String problem = "not looked at yet";

    Schema(DatabaseSettings settings) {
        this.settings = settings;
        Properties properties = new Properties();
        if (!settings.username().isEmpty()) {
            properties.setProperty("user", settings.username());
            properties.setProperty("password", settings.password());
        }
        properties.setProperty(
                "connectTimeout", String.valueOf(settings.connectTimeout().toSeconds()));
        properties.setProperty("socketTimeout", LONGEST_STATEMENT_SECONDS);
        database = new JdbcTemplate(new DriverManagerDataSource(settings.url(), properties));
    }

    /**
     * Applies the migrations that are missing, where the settings leave that to the program; else looks whether
     * somebody did.
     *
     * @throws RuntimeException while the schema is not there, with the reason in its first line
     */
    public void prepare() {
        try {
            if (settings.migrate()) {
                migrate();
            } else {
                refuseMissing();
            }
            problem = null;
        } catch (RuntimeException e) {
            problem = e.getMessage();
            throw e;
        }
    }

    private void migrate() {
        int applied = Flyway.configure()
                .dataSource(settings.url(), emptyToNull(settings.username()), emptyToNull(settings.password()))
                .load()
                .migrate()
                .migrationsExecuted;
        LOG.info("[DB] Schema is up to date ({} migrations applied)", applied);
    }

    private void refuseMissing() {
        String missing = database.queryForObject(MISSING, String.class);
        if (missing != null) {
            throw new IllegalStateException(
                    "DB_MIGRATE is off and the database has no " + missing + "; a DBA applies the migrations");
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
                    e.getMostSpecificCause().getMessage(),
                    MONTHS_AHEAD);
        }
    }

    /** Down until the schema has been found or made; a schema that goes later is what the batches say. */
    @Override
    public Health health() {
        String present = problem;
        return present == null
                ? Health.up().build()
                : Health.down().withDetail("problem", present).build();
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
