package io.deviceingest.database;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How the database stands to the migrations of this version, by Flyway's history in it, read without a change.
 * Immutable.
 */
public final class Migrations {

    private static final String HOLDS_TABLES = """
            SELECT EXISTS (SELECT FROM pg_class
                           WHERE relnamespace = to_regnamespace(quote_ident(current_schema()))
                             AND relkind IN ('r', 'p', 'v') AND relname <> 'flyway_schema_history')""";

    private final List<MigrationInfo> all;
    private final boolean tablesWithoutHistory;

    /** The name of the history's table, for SQL that is to be run. */
    private final String history;

    private Migrations(List<MigrationInfo> all, boolean tablesWithoutHistory, String history) {
        this.all = all;
        this.history = history;
        this.tablesWithoutHistory = tablesWithoutHistory;
    }

    /** @throws RuntimeException where the database does not answer, with what it answered as its cause */
    public static Migrations of(DataSource database) {
        JdbcTemplate sql = new JdbcTemplate(database);
        String schema = sql.queryForObject("SELECT current_schema()", String.class);
        if (schema == null) {
            // As PostgreSQL itself would answer the first CREATE TABLE.
            throw new IllegalStateException(new SQLException("no schema has been selected to create in", "3F000"));
        }
        // The tables first: whoever migrates at this moment writes the history with the first of them.
        boolean tables = sql.queryForObject(HOLDS_TABLES, Boolean.class);
        List<MigrationInfo> all = Arrays.asList(
                Flyway.configure().dataSource(database).load().info().all());
        boolean history = all.stream().anyMatch(migration -> migration.getInstalledRank() != null);
        String place = schema.equals("public") ? "" : SqlNames.quoted(schema) + ".";
        return new Migrations(all, tables && !history, place + "flyway_schema_history");
    }

    /**
     * Looks whether migrating would be refused for what the history holds.
     *
     * @throws DatabaseProblem if so
     */
    public void refuseObstacle() throws DatabaseProblem {
        if (tablesWithoutHistory) {
            throw new DatabaseProblem(
                    "schema-foreign",
                    "the schema holds tables, but no history of migrations, so none is applied",
                    "point DB_URL to a database of its own; if a DBA has made the tables by hand, set DB_MIGRATE=off",
                    null);
        }
        refuse("schema-failed", migration -> migration.getState().isFailed(), " was begun and not finished", failed());
        refuse(
                "schema-changed",
                migration -> migration.getState().isResolved()
                        && migration.getState().isApplied()
                        && !migration.isChecksumMatching(),
                " is not the one that was applied (its checksum differs)",
                "run the version of device-ingest that made this schema; if the files are known to do the same:"
                        + " UPDATE " + history + " SET checksum = " + checksum());
        refuse(
                "schema-unknown",
                migration -> migration.getState() == MigrationState.MISSING_SUCCESS,
                " was applied, but does not belong to device-ingest",
                "point DB_URL to a database of its own");
    }

    private void refuse(String key, Predicate<MigrationInfo> fault, String fact, String remedy) throws DatabaseProblem {
        String guilty = names(all.stream().filter(fault));
        if (!guilty.isEmpty()) {
            throw new DatabaseProblem(key, "migration " + guilty + fact, remedy, null);
        }
    }

    private String failed() {
        return "look into the log of the program that began it, correct the cause, then" + " DELETE FROM " + history
                + " WHERE NOT success";
    }

    private String checksum() {
        return all.stream()
                .filter(migration -> migration.getState().isApplied() && !migration.isChecksumMatching())
                .map(migration -> migration.getResolvedChecksum() + " WHERE version = '" + migration.getVersion() + "'")
                .findFirst()
                .orElse("");
    }

    /** Whether the schema is empty: no table and no history. */
    public boolean isNothingThere() {
        return version().isEmpty() && !tablesWithoutHistory;
    }

    /** Whether the tables, or some tables, were made without Flyway. */
    public boolean isWithoutHistory() {
        return tablesWithoutHistory;
    }

    /** The newest version in the history; empty without one. */
    public String version() {
        return all.stream()
                .filter(migration -> migration.getState().isApplied())
                .map(migration -> String.valueOf(migration.getVersion()))
                .reduce((one, next) -> next)
                .orElse("");
    }

    /** What this version has and the database has not, to be read in a sentence; empty when nothing is missing. */
    public String pending() {
        return names(all.stream().filter(migration -> migration.getState() == MigrationState.PENDING));
    }

    /** What a newer version has applied; empty where none has. */
    public String newer() {
        return names(all.stream().filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS));
    }

    private static String names(Stream<MigrationInfo> migrations) {
        return migrations
                .map(migration -> migration.getVersion() + " (" + migration.getDescription() + ")")
                .collect(Collectors.joining(", "));
    }
}
