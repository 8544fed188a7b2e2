package io.deviceingest.console.device;

import io.deviceingest.problem.Causes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Asks for the newest value of each metric of a device, in a transaction. The view device_latest has them, whatever their
 * age; while it would read all readings, or where it does not answer, the newest readings alone are looked at, and the
 * answer says why. Safe for any number of threads.
 */
final class NewestQuestion {

    /** So long the view may take: it takes milliseconds, or some for each hundred statements that the job is behind. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /** So many statements behind, the view is not asked: the job goes last while much comes, and so does a page. */
    static final int MOST_BEHIND = 1_000;

    /** Otherwise they are looked for in so many of the newest readings, of so many days. */
    static final int READINGS = 500;

    static final int DAYS = 7;

    /** A device may give each reading another name. */
    static final int MOST_METRICS = 500;

    private static final String STATE = """
        SELECT CASE WHEN coalesce(bool_or(missed), true) THEN 'are not kept: the route rollup has not run since readings came'
                    WHEN NOT bool_or(filled) THEN 'are still being gathered from the readings that were there before'
                    WHEN (SELECT count(*) = %1$d FROM (SELECT FROM reading_change LIMIT %1$d) AS behind)
                    THEN 'are behind: the route rollup lets the ingest go first' END
        FROM rollup\
        """.formatted(MOST_BEHIND);

    private static final String KEPT =
            """
        SELECT left(metric_type, %d) AS name, value, left(text_value, %d) AS text, ts
        FROM device_latest
        WHERE device_id = ?
        ORDER BY ts DESC, metric_type
        LIMIT %d\
        """.formatted(Metric.LONGEST_NAME + 1, Metric.LONGEST_TEXT + 1, MOST_METRICS + 1);

    private static final String READ =
            """
        SELECT left(key, %d) AS name, metric_value(value) AS value, left(metric_text(value), %d) AS text, ts
        FROM (
            SELECT DISTINCT ON (key) key, value, ts
            FROM (
                SELECT ts, received_at, digest, metrics
                FROM reading
                WHERE device_id = ?
                  AND ts >= now() - interval '%d days'
                ORDER BY ts DESC
                LIMIT %d
            ) AS looked_at
            CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END) AS metric
            ORDER BY key, ts DESC, received_at DESC, digest DESC
        ) AS newest
        ORDER BY ts DESC, key
        LIMIT %d\
        """.formatted(Metric.LONGEST_NAME + 1, Metric.LONGEST_TEXT + 1, DAYS, READINGS, MOST_METRICS + 1);

    private final JdbcTemplate database;
    private final JdbcTemplate impatient;

    /** @param transaction that the question is a part of */
    NewestQuestion(JdbcTemplate transaction) {
        database = transaction;
        impatient = new JdbcTemplate(transaction.getDataSource());
        impatient.setQueryTimeout((int) LONGEST.toSeconds());
    }

    Newest ask(String device) {
        return database.execute((ConnectionCallback<Newest>) transaction -> {
            Savepoint before = transaction.setSavepoint();
            String why;
            try {
                why = impatient.queryForObject(STATE, String.class);
                if (why == null) {
                    return newest(impatient.query(KEPT, NewestQuestion::metric, device), "of all its readings", "");
                }
            } catch (QueryTimeoutException e) {
                transaction.rollback(before);
                why = "did not come within " + LONGEST.toSeconds() + " s";
            } catch (DataAccessException e) {
                transaction.rollback(before);
                why = "are refused: " + Causes.firstLine(e.getMostSpecificCause());
            }
            return newest(
                    database.query(READ, NewestQuestion::metric, device),
                    "of its newest " + READINGS + " readings of the last " + DAYS + " days",
                    "The newest values of all readings " + why
                            + ". A metric that came before these readings is missing here. ");
        });
    }

    /** @param found those that came last first */
    private static Newest newest(List<Metric> found, String of, String why) {
        String note = found.size() > MOST_METRICS
                ? why + "Of more than " + MOST_METRICS + " metrics, those are shown that came last."
                : why;
        return new Newest(
                found.stream()
                        .limit(MOST_METRICS)
                        .sorted(Comparator.comparing(Metric::name))
                        .toList(),
                of,
                note.isEmpty() ? null : note.strip());
    }

    private static Metric metric(ResultSet row, int number) throws SQLException {
        return new Metric(
                row.getString("name"),
                (Double) row.getObject("value"),
                row.getString("text"),
                row.getTimestamp("ts").toInstant());
    }
}
