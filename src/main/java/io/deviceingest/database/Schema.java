package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date and keeps partitions for the months ahead, on connections of its own: moving rows into
 * a new partition may take longer than a statement of the ingest is allowed to. Safe for any number of threads, and
 * for any number of replicas at once.
 */
@Component
public final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final int MONTHS_AHEAD = 3;
    private static final String LONGEST_STATEMENT_SECONDS = "600";

    private final DatabaseSettings settings;

    Schema(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** Applies the migrations that are missing, where the settings leave that to the program. */
    public void migrate() {
        if (settings.migrate()) {
            int applied = Flyway.configure()
                    .dataSource(settings.url(), emptyToNull(settings.username()), emptyToNull(settings.password()))
                    .load()
                    .migrate()
                    .migrationsExecuted;
            LOG.info("[DB] Schema is up to date ({} migrations applied)", applied);
        }
    }

    /** Makes the partitions that are missing; without the right to do so, readings go into the default partition. */
    public void ensurePartitions() {
        Properties properties = new Properties();
        if (!settings.username().isEmpty()) {
            properties.setProperty("user", settings.username());
            properties.setProperty("password", settings.password());
        }
        properties.setProperty(
                "connectTimeout", String.valueOf(settings.connectTimeout().toSeconds()));
        properties.setProperty("socketTimeout", LONGEST_STATEMENT_SECONDS);
        try (Connection connection = DriverManager.getConnection(settings.url(), properties);
                Statement statement = connection.createStatement();
                ResultSet made = statement.executeQuery("SELECT ensure_reading_partitions(" + MONTHS_AHEAD + ")")) {
            made.next();
            LOG.info(
                    "[DB] Partitions of reading are there for {} months ahead ({} made)", MONTHS_AHEAD, made.getInt(1));
        } catch (SQLException e) {
            LOG.warn(
                    "[DB] Partitions of reading could not be made: {}; readings go into reading_default until they can"
                            + " be; try: grant CREATE on the schema and ownership of reading, or call"
                            + " ensure_reading_partitions({}) as their owner",
                    e.getMessage(),
                    MONTHS_AHEAD);
        }
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
