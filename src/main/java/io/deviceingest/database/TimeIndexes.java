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
 * Gives partitions of reading that were there before the indexes reading_ts and reading_wrong_clock their part of each, one
 * after the other, beside those who write. Every hour until all have it; a part that somebody began and did not finish is
 * made anew. Safe for any number of replicas at once; one thread at a time.
 */
@Component
final class TimeIndexes {

    private static final Logger LOG = LoggerFactory.getLogger(TimeIndexes.class);

    private static final List<Index> INDEXES = List.of(
            new Index("reading_ts", "_ts", "(ts)"),
            new Index("reading_wrong_clock", "_wrong_clock", "(ts) WHERE ts_source = 'implausible'"));

    /** Where nobody is at it: the partitions without a part, and the part that each of them may have, whole or not. */
    private static final String LACKING = """
            SELECT part.oid::regclass::text AS partition, quote_ident(part.relname || '%2$s') AS name,
                   quote_ident(nspname) || '.' || quote_ident(part.relname || '%2$s') AS place,
                   coalesce(indisvalid, true) AS whole
            FROM pg_inherits
            JOIN pg_class AS part ON part.oid = inhrelid
            JOIN pg_namespace ON pg_namespace.oid = part.relnamespace
            LEFT JOIN pg_index ON indexrelid = to_regclass(quote_ident(nspname) || '.' || quote_ident(part.relname || '%2$s'))
            WHERE inhparent = to_regclass('reading')
              AND part.relkind = 'r'
              AND pg_has_role(part.relowner, 'USAGE')
              AND has_schema_privilege(part.relnamespace, 'CREATE')
              AND NOT EXISTS (SELECT FROM pg_inherits AS attached
                              JOIN pg_index AS one ON one.indexrelid = attached.inhrelid
                              WHERE attached.inhparent = to_regclass('%1$s') AND one.indrelid = part.oid)
              AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = part.oid)
              AND to_regclass('%1$s') IS NOT NULL
            ORDER BY part.relname DESC""";

    private static final String DROP = "DROP INDEX CONCURRENTLY IF EXISTS %s";
    private static final String CREATE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS %s ON %s %s";
    /** Who reads for long holds this up, and everybody waits behind it: rather another attempt than for long. */
    private static final String ATTACH =
            "BEGIN; SET LOCAL lock_timeout = '2s'; ALTER INDEX %s ATTACH PARTITION %s; COMMIT";

    private final JdbcTemplate database;
    private final DatabaseFailures words;

    TimeIndexes(DatabaseSettings settings) {
        database = new JdbcTemplate(Connections.forMigrations(settings));
        words = new DatabaseFailures(settings);
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    synchronized void make() {
        INDEXES.forEach(this::complete);
    }

    private void complete(Index index) {
        try {
            List<Part> lacking = database.query(
                    LACKING.formatted(index.name, index.suffix),
                    (row, number) -> new Part(
                            row.getString("partition"),
                            row.getString("name"),
                            row.getString("place"),
                            row.getBoolean("whole")));
            lacking.forEach(part -> make(index, part));
            if (!lacking.isEmpty()) {
                LOG.info("[DB] Index {} covers {} more partitions of reading", index.name, lacking.size());
            }
        } catch (DataAccessException e) {
            LOG.warn(
                    "[DB] {}",
                    new Problem(
                            "Index " + index.name + " could not be completed: "
                                    + words.explain(e).getMessage()
                                    + "; questions about a time of all devices read more than they need, and the next"
                                    + " attempt is in an hour",
                            "let who reads reading for long (a backup, a dashboard) come to an end"));
        }
    }

    private void make(Index index, Part part) {
        if (!part.isWhole) {
            database.execute(DROP.formatted(part.place));
        }
        database.execute(CREATE.formatted(part.name, part.partition, index.content));
        database.execute(ATTACH.formatted(index.name, part.place));
    }

    /**
     * @param suffix what the name of a part has after that of its partition
     * @param content what is in it
     */
    private record Index(String name, String suffix, String content) {}

    /**
     * @param name of the index, without a schema: it is made in that of its partition
     * @param isWhole false where making it came to no end
     */
    private record Part(String partition, String name, String place, boolean isWhole) {}
}
