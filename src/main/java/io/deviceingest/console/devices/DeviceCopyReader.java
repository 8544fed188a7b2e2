package io.deviceingest.console.devices;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Copies the devices from the database in one transaction, row by row. Where not all of them fit, those that are not
 * online come first. A device that has sent nothing but dead letters has no row, and comes last. Safe for any number of threads.
 */
final class DeviceCopyReader {

    private static final int ROWS_AT_ONCE = 2_000;

    private static final String DEVICES = """
        SELECT device_id, status, status_cause,
               CAST(extract(epoch FROM status_at) AS bigint) AS status_at,
               CAST(extract(epoch FROM coalesce(last_seen, status_at)) AS bigint) AS heard_at,
               CAST(extract(epoch FROM offline_after) AS bigint) AS offline_after
        FROM device
        WHERE (status = 'online') IS %s TRUE
        ORDER BY device_id\
        """;

    private final List<String> filters;
    private final int offlineAfter;
    private final long mostBytes;

    /**
     * @param filters of the topics that devices send to
     * @param offlineAfter how long a device without a limit of its own may be silent
     * @param mostBytes that a copy may take
     */
    DeviceCopyReader(List<String> filters, Duration offlineAfter, long mostBytes) {
        this.filters = filters;
        this.offlineAfter = (int) offlineAfter.toSeconds();
        this.mostBytes = mostBytes;
    }

    /** @param transaction that only this is done in */
    DeviceCopy read(Connection transaction, Instant now) {
        return new Copying(new JdbcTemplate(new SingleConnectionDataSource(transaction, true)), now).whole();
    }

    /** One copy while it is made. */
    private final class Copying {

        private final JdbcTemplate transaction;
        private final Instant now;
        private final RecentLetters letters;
        private final Set<String> withoutRow;
        private final CompactDevices devices = new CompactDevices(mostBytes);

        Copying(JdbcTemplate transaction, Instant now) {
            // All at one moment: a device that turns offline meanwhile is there once.
            transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            transaction.setFetchSize(ROWS_AT_ONCE);
            this.transaction = transaction;
            this.now = now;
            letters = RecentLetters.read(transaction, filters);
            withoutRow = letters.devices();
        }

        DeviceCopy whole() {
            boolean all = addThose("NOT") && addThose("");
            int held = devices.size();
            if (all) {
                withoutRow.forEach(this::addWithoutRow);
            }
            devices.trim();
            long count = all ? held : transaction.queryForObject("SELECT count(*) FROM device", Long.class);
            return new DeviceCopy(devices, now, count, offlineAfter);
        }

        /** False where the room has ended. */
        private boolean addThose(String not) {
            return transaction.query(DEVICES.formatted(not), rows -> {
                while (rows.next()) {
                    if (!add(rows)) {
                        return false;
                    }
                }
                return true;
            });
        }

        private boolean add(ResultSet row) throws SQLException {
            String id = row.getString("device_id");
            withoutRow.remove(id);
            DeviceState state = DeviceState.of(row.getString("status"), row.getString("status_cause"));
            int statusAt = seconds(row, "status_at");
            int heardAt = seconds(row, "heard_at");
            int limit = limit(row);
            RecentLetter letter = letters.of(id);
            Condition condition = Condition.of(
                    state.status(),
                    state.cause(),
                    Integer.toUnsignedLong(heardAt),
                    limit == DeviceCopy.NO_LIMIT ? offlineAfter : limit,
                    isRecent(letter),
                    now.getEpochSecond());
            return devices.add(id, state, condition, statusAt, heardAt, limit, letter);
        }

        private void addWithoutRow(String id) {
            RecentLetter letter = letters.of(id);
            if (isRecent(letter)) {
                devices.add(
                        id,
                        DeviceState.NONE,
                        Condition.DEAD_LETTERS,
                        DeviceCopy.NO_TIME,
                        DeviceCopy.NO_TIME,
                        DeviceCopy.NO_LIMIT,
                        letter);
            }
        }

        private boolean isRecent(RecentLetter letter) {
            return letter != null && letter.at().isAfter(now.minus(Condition.LETTERS_COUNT_FOR));
        }
    }

    private static int seconds(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return seconds < 0 || seconds > 0xFFFF_FFFFL ? DeviceCopy.NO_TIME : (int) seconds;
    }

    private static int limit(ResultSet row) throws SQLException {
        return (int) Math.min(row.getLong("offline_after"), Condition.NEVER);
    }
}
