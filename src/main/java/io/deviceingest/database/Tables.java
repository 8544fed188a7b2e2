package io.deviceingest.database;

import org.springframework.jdbc.core.JdbcTemplate;

/** Whether the tables of the schema are there, whoever made them, and whether the role may change them. */
public final class Tables {

    /** What to do where the program is not to migrate. */
    public static final String APPLY =
            "apply them as the owner of the tables (unzip device-ingest.jar 'BOOT-INF/classes/db/migration/*' gives the"
                    + " files), or let the program do it once with DB_MIGRATE=on";

    private static final String MISSING = """
            SELECT string_agg(name, ', ') FROM (
            SELECT name FROM unnest(ARRAY['device', 'device_event', 'reading', 'dead_letter', 'replica',
                              'ensure_reading_partitions', 'drop_old_readings', 'store_again', 'may_lag', 'heard_since',
                              'move_sequences_past_their_tables', 'envelope_offline_after',
                              'device_latest', 'device_metrics_hourly', 'roll_up_readings']) AS name
            WHERE to_regclass(name) IS NULL AND to_regproc(name) IS NULL AND to_regtype(name) IS NULL
            UNION ALL SELECT 'column dead_letter.closed_by'
            WHERE to_regclass('dead_letter') IS NOT NULL
                  AND NOT EXISTS (SELECT FROM pg_attribute
                                  WHERE attrelid = to_regclass('dead_letter') AND attname = 'closed_by')) AS missing""";
    private static final String MAY_MIGRATE = """
            SELECT has_schema_privilege(current_schema(), 'CREATE')
                   AND NOT EXISTS (SELECT FROM pg_class
                                   WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) AND relkind IN ('r', 'p', 'v')
                                     AND NOT pg_has_role(relowner, 'USAGE'))""";

    private Tables() {}

    /**
     * Looks whether somebody has made the tables, by whatever means.
     *
     * @throws DatabaseProblem while one is missing
     */
    public static void refuseMissing(JdbcTemplate database) throws DatabaseProblem {
        String missing = missing(database);
        if (missing != null) {
            throw new DatabaseProblem(
                    "schema-missing",
                    "DB_MIGRATE is off and the database has no " + missing + "; a DBA applies the migrations",
                    APPLY,
                    null);
        }
    }

    /**
     * Looks whether what the history tells of is still there.
     *
     * @throws DatabaseProblem where somebody took something away
     */
    public static void refuseLost(JdbcTemplate database) throws DatabaseProblem {
        String missing = missing(database);
        if (missing != null) {
            throw new DatabaseProblem(
                    "schema-lost",
                    "every migration was applied, but the database has no " + missing + " any more",
                    "bring it back from a backup, or point DB_URL to an empty database",
                    null);
        }
    }

    private static String missing(JdbcTemplate database) {
        return database.queryForObject(MISSING, String.class);
    }

    /**
     * Looks whether the role may make tables, and change those that are there.
     *
     * @throws DatabaseProblem if not
     */
    public static void refuseWithoutRight(JdbcTemplate database) throws DatabaseProblem {
        if (!database.queryForObject(MAY_MIGRATE, Boolean.class)) {
            String role = SqlNames.quoted(database.queryForObject("SELECT current_user", String.class));
            String schema = SqlNames.quoted(database.queryForObject("SELECT current_schema()", String.class));
            throw new DatabaseProblem(
                    "schema-right",
                    "migrations are to be applied at start, but role " + role + " may not change schema " + schema,
                    "as the owner of the schema: GRANT CREATE ON SCHEMA " + schema + " TO " + role
                            + " (and tables that are there must belong to it), or set DB_MIGRATE=off and have a DBA"
                            + " apply them",
                    null);
        }
    }
}
