package io.deviceingest.database;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Where the readings of this month and the next ones go. Immutable.
 *
 * @param partitioned false where a site has made {@code reading} a table of another kind: then nothing else counts
 * @param hasDefault whether there is a partition for what no month takes
 * @param missing the months without a partition, the present one first, such as {@code 2026_11}
 * @param waiting how many readings lie in the default partition that belong to this month or a later one, counted up to
 *     {@link #MANY}; -1 where the role may not look
 * @param roleMayMake whether the running program makes what is missing
 */
public record Partitions(
        boolean partitioned,
        boolean hasDefault,
        List<String> missing,
        boolean thisMonthMissing,
        long waiting,
        boolean roleMayMake) {

    /** How far counting goes: a default partition may hold the readings of years. */
    public static final long MANY = 10_000;

    private static final String BOUNDS = """
            WITH partition AS (
                SELECT part.oid, pg_get_expr(part.relpartbound, part.oid) AS bound
                FROM pg_inherits
                JOIN pg_class AS part ON part.oid = inhrelid
                WHERE inhparent = to_regclass('reading')
            ),
            bounds AS (
                SELECT coalesce(substring(bound FROM 'FROM \\(''(.*?)''\\)')::timestamptz, '-infinity') AS low,
                       coalesce(substring(bound FROM 'TO \\(''(.*?)''\\)')::timestamptz, 'infinity') AS high
                FROM partition
                WHERE bound <> 'DEFAULT'
            )
            """;
    private static final String MISSING = BOUNDS + """
            SELECT to_char(month, 'YYYY_MM')
            FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
                                 now() AT TIME ZONE 'UTC' + make_interval(months => ?),
                                 interval '1 month') AS month
            -- Of this month, the present counts: what was before may have gone elsewhere.
            WHERE NOT EXISTS (SELECT FROM bounds
                              WHERE greatest(now(), month AT TIME ZONE 'UTC') >= low
                                AND greatest(now(), month AT TIME ZONE 'UTC') < high)
            ORDER BY month""";
    private static final String DEFAULT = BOUNDS + "SELECT oid::regclass::text FROM partition WHERE bound = 'DEFAULT'";
    private static final String WAITING = """
            SELECT count(*)
            FROM (SELECT FROM %s WHERE ts >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' LIMIT %d)
                AS waiting""";
    private static final String TABLE = """
            SELECT relkind = 'p' AS partitioned,
                   has_schema_privilege(relnamespace, 'CREATE') AND pg_has_role(relowner, 'USAGE') AS may_make,
                   to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS this_month
            FROM pg_class
            WHERE oid = to_regclass('reading')""";

    /** @throws org.springframework.dao.DataAccessException where there is no table of readings, or no answer */
    public static Partitions of(JdbcTemplate sql) {
        List<String> defaults = sql.queryForList(DEFAULT, String.class);
        List<String> missing = sql.queryForList(MISSING, String.class, PartitionUpkeep.MONTHS_AHEAD);
        long waiting = defaults.isEmpty() ? 0 : waiting(sql, defaults.get(0));
        return sql.queryForObject(
                TABLE,
                (row, number) -> new Partitions(
                        row.getBoolean("partitioned"),
                        !defaults.isEmpty(),
                        missing,
                        missing.contains(row.getString("this_month")),
                        waiting,
                        row.getBoolean("may_make")));
    }

    /** Whether the readings of this moment have a partition. */
    static boolean takesThisMonth(JdbcTemplate sql) {
        return sql.queryForList(MISSING, String.class, 0).isEmpty();
    }

    private static long waiting(JdbcTemplate sql, String partition) {
        // A right on reading does not hold for its partitions.
        boolean allowed = sql.queryForObject("SELECT has_table_privilege(?, 'SELECT')", Boolean.class, partition);
        return allowed ? sql.queryForObject(WAITING.formatted(partition, MANY), Long.class) : -1;
    }
}
