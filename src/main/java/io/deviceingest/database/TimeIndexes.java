package io.deviceingest.database;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gives partitions of reading that were there before the index reading_ts their part of it, one after the other, beside
 * those who write. Every hour until all have it; a part that somebody began and did not finish is made anew. Safe for any
 * number of replicas at once; one thread at a time.
 */
@Component
final class TimeIndexes {

    private static final Logger LOG = LoggerFactory.getLogger(TimeIndexes.class);

    /** Where nobody is at it: the partitions without a part, and the part that each of them may have, whole or not. */
    private static final String LACKING = """
            SELECT part.oid::regclass::text AS partition, quote_ident(part.relname || '_ts') AS name,
                   quote_ident(nspname) || '.' || quote_ident(part.relname || '_ts') AS place,
                   coalesce(indisvalid, true) AS whole
            FROM pg_inherits
            JOIN pg_class AS part ON part.oid = inhrelid
            JOIN pg_namespace ON pg_namespace.oid = part.relnamespace
            LEFT JOIN pg_index ON indexrelid = to_regclass(quote_ident(nspname) || '.' || quote_ident(part.relname || '_ts'))
            WHERE inhparent = to_regclass('reading')
              AND part.relkind = 'r'
              AND pg_has_role(part.relowner, 'USAGE')
              AND has_schema_privilege(part.relnamespace, 'CREATE')
              AND NOT EXISTS (SELECT FROM pg_inherits AS attached
                              JOIN pg_index AS one ON one.indexrelid = attached.inhrelid
                              WHERE attached.inhparent = to_regclass('reading_ts') AND one.indrelid = part.oid)
              AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = part.oid)
              AND to_regclass('reading_ts') IS NOT NULL
            ORDER BY part.relname DESC""";

    private static final String DROP = "DROP INDEX CONCURRENTLY IF EXISTS %s";
    private static final String CREATE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS %s ON %s (ts)";
    /** Who reads for long holds this up, and everybody waits behind it: rather another attempt than for long. */
    private static final String ATTACH =
            "BEGIN; SET LOCAL lock_timeout = '2s'; ALTER INDEX reading_ts ATTACH PARTITION %s; COMMIT";

    private final JdbcTemplate database;
    private final DatabaseFailures words;

    TimeIndexes(DatabaseSettings settings) {
        database = new JdbcTemplate(Connections.forMigrations(settings));
        words = new DatabaseFailures(settings);
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    synchronized void make() {
        try {
            List<Part> lacking = database.query(
                    LACKING,
                    (row, number) -> new Part(
                            row.getString("partition"),
                            row.getString("name"),
                            row.getString("place"),
                            row.getBoolean("whole")));
            lacking.forEach(this::make);
            if (!lacking.isEmpty()) {
                LOG.info("[DB] Index reading_ts covers {} more partitions of reading", lacking.size());
            }
        } catch (DataAccessException e) {
            LOG.warn(
                    "[DB] {}",
                    new Problem(
                            "Index reading_ts could not be completed: "
                                    + words.explain(e).getMessage()
                                    + "; questions about a time of all devices read more than they need, and the next"
                                    + " attempt is in an hour",
                            "let who reads reading for long (a backup, a dashboard) come to an end"));
        }
    }

    private void make(Part part) {
        if (!part.isWhole) {
            database.execute(DROP.formatted(part.place));
        }
        database.execute(CREATE.formatted(part.name, part.partition));
        database.execute(ATTACH.formatted(part.place));
    }

    /**
     * @param name of the index, without a schema: it is made in that of its partition
     * @param isWhole false where making it came to no end
     */
    private record Part(String partition, String name, String place, boolean isWhole) {}
}
