package io.deviceingest.testkit;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the program has written, as tests look at it. */
public final class Tables {

    private static final List<String> ALL = List.of("device", "device_event", "reading", "dead_letter");

    /** What the rollup job makes of the readings. */
    private static final List<String> DERIVED = List.of(
            "reading_change",
            "device_newest",
            "reading_hour_due",
            "reading_hour",
            "reading_day_due",
            "reading_day",
            "rollup");

    /** The job of a running program takes the same rows in another order: until the transaction ends, it does not begin. */
    private static final String ROLLUP_STANDS =
            "SELECT pg_advisory_xact_lock(hashtext('device-ingest'), hashtext('rollup'))";

    private final Supplier<Database> database;

    /** @param database which may start later than this is made */
    public Tables(Supplier<Database> database) {
        this.database = database;
    }

    /** For whatever is asked by one test only. */
    public JdbcTemplate sql() {
        return database.get().sql();
    }

    /** @param from a table, perhaps with a condition: {@code reading WHERE device_id = 'd'} */
    public int count(String from) {
        return sql().queryForObject("SELECT count(*)::int FROM " + from, Integer.class);
    }

    /** Waits for so many rows, also while the server is away. */
    public void awaitCount(String from, int expected) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(count(from)).as(from).isEqualTo(expected));
    }

    /** The rows of all tables together. */
    public int rows() {
        return ALL.stream().mapToInt(this::count).sum();
    }

    /** The answer's one column as text. */
    public List<String> texts(String query, Object... parameters) {
        return sql().queryForList(query, String.class, parameters);
    }

    /** The answer's one row of one column as text. */
    public String text(String query, Object... parameters) {
        return sql().queryForObject(query, String.class, parameters);
    }

    /** The metrics of a device's readings. */
    public List<String> readings(String device) {
        return texts("SELECT metrics::text FROM reading WHERE device_id = ?", device);
    }

    public String status(String device) {
        return text("SELECT status FROM device WHERE device_id = ?", device);
    }

    public String attributes(String device) {
        return text("SELECT attributes::text FROM device WHERE device_id = ?", device);
    }

    /** Every change of a device's status, in order. */
    public List<String> events(String device) {
        return texts("SELECT status FROM device_event WHERE device_id = ? ORDER BY id", device);
    }

    /** Their reasons, in order. */
    public List<String> deadLetters() {
        return texts("SELECT reason FROM dead_letter ORDER BY id");
    }

    /** Deletes every row; nothing while there are no tables yet. */
    public void clear() {
        if (text("SELECT to_regclass('device')") != null) {
            // Not by TRUNCATE, which makes a new file of each table and index, and waits for whoever reads.
            sql().execute("DELETE FROM " + String.join("; DELETE FROM ", ALL));
            if (text("SELECT to_regclass('reading_hour')") != null) {
                sql().execute(ROLLUP_STANDS + "; DELETE FROM " + String.join("; DELETE FROM ", DERIVED));
            }
        }
    }
}
