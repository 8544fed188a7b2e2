package io.deviceingest.console.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.console.devices.Condition;
import io.deviceingest.console.devices.RecentLetters;
import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.problem.Printable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the database is asked of one device; each question reads a bounded number of rows. Safe for any number of threads. */
final class DeviceQuestions {

    static final int MOST_EVENTS = 200;
    private static final int MOST_LETTERS = 20;
    private static final int LONGEST_ERROR = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String STATE = """
        SELECT device.status, coalesce(changed.at, status_at) AS since, status_cause, first_seen,
               coalesce(last_seen, status_at) AS heard_at, last_seen, attributes::text AS attributes,
               CAST(extract(epoch FROM offline_after) AS bigint) AS offline_after,
               offline_after IS NOT DISTINCT FROM mapped_offline_after AS is_mapped
        FROM device
        -- status_at is when it was said last.
        LEFT JOIN LATERAL (
            SELECT at, status
            FROM device_event
            WHERE device_event.device_id = device.device_id
            ORDER BY at DESC
            LIMIT 1
        ) AS changed ON changed.status = device.status
        WHERE device_id = ?\
        """;

    private static final String EVENTS = """
        SELECT at, status, cause
        FROM device_event
        WHERE device_id = ?
        ORDER BY at DESC
        LIMIT %d\
        """.formatted(MOST_EVENTS);

    private static final String LETTERS =
            """
        SELECT id, received_at, left(topic, %1$d) AS topic, reason, error,
               CASE WHEN replayed_at IS NOT NULL THEN 'replayed'
                    WHEN discarded_at IS NOT NULL THEN 'discarded'
                    ELSE 'open' END AS state
        FROM dead_letter
        WHERE id > (SELECT max(id) - %2$d FROM dead_letter)
          AND position('/' || ? || '/' IN '/' || left(topic, %1$d) || '/') > 0
        ORDER BY id DESC
        LIMIT %3$d\
        """.formatted(RecentLetters.LONGEST_TOPIC, RecentLetters.NEWEST, MOST_LETTERS);

    private final JdbcTemplate database;
    private final long offlineAfter;
    private final NewestQuestion newest;
    private final PlotQuestion plots;

    /**
     * @param database one transaction
     * @param offlineAfter how long a device without a limit of its own may be silent
     */
    DeviceQuestions(JdbcTemplate database, Duration offlineAfter) {
        this.database = database;
        this.offlineAfter = offlineAfter.toSeconds();
        this.newest = new NewestQuestion(database);
        this.plots = new PlotQuestion(database);
    }

    /** Its row, if there is one. */
    Optional<DeviceState> state(String device) {
        return database.query(STATE, (row, n) -> state(row), device).stream().findFirst();
    }

    private DeviceState state(ResultSet row) throws SQLException {
        long own = row.getLong("offline_after");
        boolean hasOwn = !row.wasNull();
        long limit = hasOwn ? own : offlineAfter;
        return new DeviceState(
                row.getString("status"),
                time(row, "since"),
                row.getString("status_cause"),
                time(row, "first_seen"),
                time(row, "last_seen"),
                time(row, "heard_at"),
                limit >= Condition.NEVER ? null : limit,
                hasOwn ? row.getBoolean("is_mapped") ? "mapping" : "person" : "DEVICE_OFFLINE_AFTER",
                attributes(row.getString("attributes")));
    }

    private static Map<String, String> attributes(String json) {
        Map<String, String> attributes = new TreeMap<>();
        try {
            JSON.readTree(json)
                    .properties()
                    .forEach(each -> attributes.put(
                            each.getKey(),
                            each.getValue().isTextual()
                                    ? each.getValue().asText()
                                    : each.getValue().toString()));
            return attributes;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL gave a jsonb that is no JSON", e);
        }
    }

    /** The newest value of each metric. */
    Newest newest(String device) {
        return newest.ask(device);
    }

    Plot plot(String device, String metric, int hours, Instant until) {
        return plots.ask(device, metric, hours, until);
    }

    /** Its newest changes of status, the newest first. */
    List<DeviceEvent> events(String device) {
        return database.query(
                EVENTS,
                (row, n) -> new DeviceEvent(time(row, "at"), row.getString("status"), row.getString("cause")),
                device);
    }

    /** Those whose topic names it, among the newest of all devices; the newest first. */
    List<DeviceLetter> letters(String device) {
        return database.query(LETTERS, (row, n) -> letter(row), device);
    }

    private static DeviceLetter letter(ResultSet row) throws SQLException {
        String topic = Printable.topic(row.getString("topic"));
        String error = row.getString("error");
        return new DeviceLetter(
                row.getLong("id"),
                time(row, "received_at"),
                topic,
                row.getString("reason"),
                error == null ? "" : Printable.text(Printable.line(error), LONGEST_ERROR),
                row.getString("state"),
                DeadLetterRemedies.of(row.getString("reason"), topic));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
