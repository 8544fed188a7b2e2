package io.deviceingest.console.device;

import io.deviceingest.problem.Causes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
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

    /** So long the view may take: where newest values are kept, and the job is up to date, it takes milliseconds. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /** Otherwise they are looked for in so many of the newest readings, of so many days. */
    static final int READINGS = 500;

    static final int DAYS = 7;

    private static final String STATE = """
        SELECT CASE WHEN coalesce(bool_or(missed), true) THEN 'are not kept: the route rollup has not run since readings came'
                    WHEN NOT bool_or(filled) THEN 'are still being gathered from the readings that were there before' END
        FROM rollup\
        """;

    private static final String KEPT = """
        SELECT metric_type AS name, value, text_value AS text, ts
        FROM device_latest
        WHERE device_id = ?
        ORDER BY metric_type\
        """;

    private static final String READ = """
        SELECT DISTINCT ON (metric.key) metric.key AS name,
               metric_value(metric.value) AS value,
               metric_text(metric.value) AS text,
               ts
        FROM (
            SELECT ts, received_at, digest, metrics
            FROM reading
            WHERE device_id = ?
              AND ts >= now() - interval '%d days'
            ORDER BY ts DESC
            LIMIT %d
        ) AS newest
        CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(metrics) = 'object' THEN metrics END) AS metric
        ORDER BY metric.key, ts DESC, received_at DESC, digest DESC\
        """.formatted(DAYS, READINGS);

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
                    return new Newest(
                            impatient.query(KEPT, NewestQuestion::metric, device), "of all its readings", null);
                }
            } catch (QueryTimeoutException e) {
                transaction.rollback(before);
                why = "did not come within " + LONGEST.toSeconds() + " s";
            } catch (DataAccessException e) {
                transaction.rollback(before);
                why = "are refused: " + Causes.firstLine(e.getMostSpecificCause());
            }
            return new Newest(
                    database.query(READ, NewestQuestion::metric, device),
                    "of its newest " + READINGS + " readings of the last " + DAYS + " days",
                    "The newest values of all readings " + why
                            + ". A metric that came before these readings is missing here");
        });
    }

    private static Metric metric(ResultSet row, int number) throws SQLException {
        return new Metric(
                row.getString("name"),
                (Double) row.getObject("value"),
                row.getString("text"),
                row.getTimestamp("ts").toInstant());
    }
}
