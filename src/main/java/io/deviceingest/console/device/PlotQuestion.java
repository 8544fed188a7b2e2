package io.deviceingest.console.device;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Asks for the plot of one metric: one question, which reads so many readings at most. Safe for any number of threads. */
final class PlotQuestion {

    /** About as many pixels as a plot is wide. */
    static final int COLUMNS = 480;

    /** Once a second for two days; more than that many rows cannot be read in the time that a page has. */
    private static final int MOST_READINGS = 200_000;

    /** A number as the view device_metrics has it, which would take each reading apart into all of its metrics. */
    private static final String COLUMN = """
        SELECT CAST(floor(extract(epoch FROM ts - ?) / ?) AS int) AS place,
               min(value) AS least, avg(value) AS mean, max(value) AS greatest, count(value) AS numbers,
               count(*) AS readings, min(ts) AS first
        FROM (
            SELECT ts,
                   CASE WHEN jsonb_typeof(value) = 'boolean' THEN value::boolean::int::double precision
                        WHEN jsonb_typeof(value) <> 'number' THEN NULL
                        WHEN abs(value::numeric) < 1e-100 THEN 0
                        WHEN abs(value::numeric) <= 1e100 THEN value::double precision END AS value
            FROM (
                SELECT ts, metrics -> ? AS value
                FROM reading
                WHERE device_id = ?
                  AND ts >= ?
                  AND ts < ?
                ORDER BY ts DESC
                LIMIT ?
            ) AS newest
        ) AS number
        GROUP BY place\
        """;

    private final JdbcTemplate database;
    private final int mostReadings;

    PlotQuestion(JdbcTemplate database) {
        this(database, MOST_READINGS);
    }

    PlotQuestion(JdbcTemplate database, int mostReadings) {
        this.database = database;
        this.mostReadings = mostReadings;
    }

    /** What is gathered from the rows. */
    private static final class Columns {
        private final Double[] least = new Double[COLUMNS];
        private final Double[] mean = new Double[COLUMNS];
        private final Double[] greatest = new Double[COLUMNS];
        private final Integer[] numbers = new Integer[COLUMNS];
        private long readings;
        private Instant first;

        void add(ResultSet row) throws SQLException {
            int place = Math.min(row.getInt("place"), COLUMNS - 1);
            least[place] = (Double) row.getObject("least");
            mean[place] = (Double) row.getObject("mean");
            greatest[place] = (Double) row.getObject("greatest");
            numbers[place] = row.getInt("numbers");
            readings += row.getLong("readings");
            Instant oldest = row.getTimestamp("first").toInstant();
            first = first == null || oldest.isBefore(first) ? oldest : first;
        }
    }

    Plot ask(String device, String metric, int hours, Instant until) {
        Instant from = until.minus(Duration.ofHours(hours));
        double length = hours * 3_600.0 / COLUMNS;
        Columns columns = new Columns();
        Arrays.fill(columns.numbers, 0);
        database.query(
                COLUMN,
                (RowCallbackHandler) columns::add,
                from.atOffset(ZoneOffset.UTC),
                length,
                metric,
                device,
                from.atOffset(ZoneOffset.UTC),
                until.atOffset(ZoneOffset.UTC),
                mostReadings);
        List<Double> at = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            at.add(from.toEpochMilli() / 1_000.0 + i * length);
        }
        return new Plot(
                metric,
                hours,
                from,
                until,
                length,
                at,
                Arrays.asList(columns.least),
                Arrays.asList(columns.mean),
                Arrays.asList(columns.greatest),
                Arrays.asList(columns.numbers),
                columns.readings,
                columns.readings < mostReadings ? null : columns.first);
    }
}
