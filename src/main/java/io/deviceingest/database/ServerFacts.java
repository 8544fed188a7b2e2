package io.deviceingest.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What a server tells one role about itself.
 *
 * @param versionNumber as in {@code server_version_num}: 150004 is 15.4
 * @param schema the first one of its search_path that is there; empty without any
 * @param pooled whether another program, such as PgBouncer, stands between here and the server
 * @param tls the version of TLS; empty on a plain connection; of the pooler's connection where there is one
 * @param standby whether it follows a primary
 * @param ahead how far its clock is ahead of this machine's; negative behind
 * @param connectionsLeft how many more connections this role can open
 * @param connectionsHeld how many the running program has open already, if it runs
 * @param settings those of a few that decide about the promise
 */
public record ServerFacts(
        int versionNumber,
        String version,
        String role,
        String database,
        String schema,
        boolean pooled,
        String tls,
        boolean standby,
        Duration ahead,
        int connectionsLeft,
        int connectionsHeld,
        Map<String, Setting> settings) {

    /** The oldest and the newest major version that the tests run on. */
    public static final int OLDEST_VERSION = 15;

    public static final int NEWEST_VERSION = 18;

    /** The program's pool, and one for schema and partitions. */
    public static final int CONNECTIONS_NEEDED = DatabaseConfiguration.CONNECTIONS + 1;

    private static final String FACTS = """
            SELECT current_setting('server_version_num')::int AS version_number,
                   current_setting('server_version') AS version,
                   (SELECT CASE WHEN ssl THEN ssl.version ELSE '' END
                    FROM pg_stat_ssl AS ssl
                    WHERE pid = pg_backend_pid()) AS tls,
                   coalesce(current_schema(), '') AS schema,
                   pg_is_in_recovery() AS standby,
                   role.rolname AS role,
                   database.datname AS database,
                   -- The connection that asks will be closed: it is no hindrance.
                   1 + least(
                       current_setting('max_connections')::int
                           - current_setting('superuser_reserved_connections')::int
                           - coalesce(current_setting('reserved_connections', true), '0')::int
                           - used.in_all,
                       CASE WHEN rolconnlimit >= 0 THEN rolconnlimit - used.by_role END,
                       CASE WHEN datconnlimit >= 0 THEN datconnlimit - used.in_database END) AS connections_left,
                   used.by_program AS connections_held
            FROM pg_roles AS role,
                 pg_database AS database,
                 (SELECT count(*) AS in_all,
                         count(*) FILTER (WHERE usename = current_user) AS by_role,
                         count(*) FILTER (WHERE datname = current_database()) AS in_database,
                         count(*) FILTER (WHERE usename = current_user AND application_name = 'device-ingest')
                             AS by_program
                  FROM pg_stat_activity
                  WHERE backend_type = 'client backend') AS used
            WHERE role.rolname = current_user
              AND database.datname = current_database()""";

    private static final String SETTINGS = """
            SELECT name, setting, source
            FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'default_transaction_read_only')""";

    /**
     * A setting of the server, as one session has it.
     *
     * @param source where its value comes from, in the words of {@code pg_settings}
     */
    public record Setting(String name, String value, String source) {

        /** What to run, or to change, so that it has another value: at the place where the present one comes from. */
        String remedy(String wanted, String role, String database) {
            return switch (source) {
                case "database" -> "as its owner: ALTER DATABASE " + database + " RESET " + name;
                case "user" -> "as an administrator: ALTER ROLE " + role + " RESET " + name;
                case "database user" ->
                    "as an administrator: ALTER ROLE " + role + " IN DATABASE " + database + " RESET " + name;
                case "client" -> "take " + name + " out of DB_URL and of the environment of this process";
                case "command line" -> "start PostgreSQL with " + name + "=" + wanted + " on its command line";
                default ->
                    "as an administrator: ALTER SYSTEM SET " + name + " = " + wanted + ", then SELECT pg_reload_conf()";
            };
        }
    }

    static ServerFacts of(Connection connection) throws SQLException {
        boolean pooled = Pooler.standsBefore(connection);
        JdbcTemplate sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        Map<String, Setting> settings = sql
                .query(
                        SETTINGS,
                        (row, number) ->
                                new Setting(row.getString("name"), row.getString("setting"), row.getString("source")))
                .stream()
                .collect(Collectors.toMap(Setting::name, Function.identity()));
        return sql.queryForObject(
                FACTS,
                (row, number) -> new ServerFacts(
                        row.getInt("version_number"),
                        row.getString("version"),
                        row.getString("role"),
                        row.getString("database"),
                        row.getString("schema"),
                        pooled,
                        row.getString("tls"),
                        row.getBoolean("standby"),
                        DatabaseClock.ahead(sql),
                        row.getInt("connections_left"),
                        row.getInt("connections_held"),
                        settings));
    }

    public int majorVersion() {
        return versionNumber / 10_000;
    }

    /** SQL for an administrator, to be run where the tables are. */
    public String inSchema(String statements) {
        return schema.equals("public")
                ? statements
                : "SET search_path = " + SqlNames.quoted(schema) + "; " + statements;
    }

    /** What to run, or to change, so that a setting has this value. */
    public String remedy(Setting setting, String value) {
        return setting.remedy(value, SqlNames.quoted(role), SqlNames.quoted(database));
    }
}
