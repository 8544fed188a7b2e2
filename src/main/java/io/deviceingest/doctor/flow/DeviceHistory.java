package io.deviceingest.doctor.flow;

import io.deviceingest.database.Connections;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.settings.DatabaseSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the database knows of a device. Reads only, but for {@link #forget}. Safe for any number of threads. */
public final class DeviceHistory {

    private static final String DEAD_LETTERS_OF_A_DAY = """
        SELECT reason || ' (' || count(*) || ')'
        FROM dead_letter
        WHERE received_at > now() - interval '1 day' AND %s
        GROUP BY reason
        ORDER BY count(*) DESC, reason\
        """.formatted(DeadLetterFilter.OF_DEVICE);

    private static final String LONGER_NAMES = """
        SELECT device_id
        FROM device
        WHERE right(device_id, length(?) + 1) = '/' || ?
        ORDER BY last_seen DESC NULLS LAST, device_id
        LIMIT 3\
        """;

    private static final String ROW = """
        SELECT status, status_at, status_cause, last_seen,
               offline_after = interval '1000 years' AS never_silent,
               extract(epoch FROM offline_after) * 1000 AS offline_after_millis,
               offline_after IS NOT DISTINCT FROM mapped_offline_after AS is_mapped
        FROM device
        WHERE device_id = ?\
        """;

    /**
     * Its row.
     *
     * @param status null where nothing but retained readings came
     * @param lastSeen null where only retained messages came
     * @param limit null where it has none of its own
     */
    public record State(
            String status, OffsetDateTime statusAt, String statusCause, OffsetDateTime lastSeen, Limit limit) {}

    /**
     * How long it may be silent.
     *
     * @param time null where it may be silent for ever
     * @param isMapped whether its mapping says so, and not a person
     */
    public record Limit(Duration time, boolean isMapped) {}

    private final JdbcTemplate database;
    private final String device;

    DeviceHistory(DataSource database, String device) {
        this.database = new JdbcTemplate(database);
        this.device = device;
    }

    public static DeviceHistory of(DatabaseSettings settings, String device) {
        return new DeviceHistory(Connections.of(settings), device);
    }

    /** Its row, if there is one. */
    public Optional<State> state() {
        return database
                .query(
                        ROW,
                        (row, n) -> new State(
                                row.getString("status"),
                                row.getObject("status_at", OffsetDateTime.class),
                                row.getString("status_cause"),
                                row.getObject("last_seen", OffsetDateTime.class),
                                limit(row)),
                        device)
                .stream()
                .findFirst();
    }

    private static Limit limit(ResultSet row) throws SQLException {
        long millis = row.getLong("offline_after_millis");
        if (row.wasNull()) {
            return null;
        }
        return new Limit(
                row.getBoolean("never_silent") ? null : Duration.ofMillis(millis), row.getBoolean("is_mapped"));
    }

    /** Of the devices whose names end with this one, behind a prefix with a slash, the three that were heard last. */
    public List<String> longerNames() {
        return database.queryForList(LONGER_NAMES, String.class, device, device);
    }

    /** The reasons of its dead letters of the last day, each with their number; the most frequent first. */
    public List<String> deadLettersOfADay() {
        return database.queryForList(DEAD_LETTERS_OF_A_DAY, String.class, device);
    }

    /**
     * Deletes all rows of the device, with the dead letters of that topic.
     *
     * @throws org.springframework.dao.DataAccessException where this role must not, and then nothing is deleted
     */
    public void forget(String topic) {
        database.update("""
            WITH readings AS (DELETE FROM reading WHERE device_id = ?),
                 events AS (DELETE FROM device_event WHERE device_id = ?),
                 letters AS (DELETE FROM dead_letter WHERE topic = ?)
            DELETE FROM device WHERE device_id = ?\
            """, device, device, topic, device);
    }
}
