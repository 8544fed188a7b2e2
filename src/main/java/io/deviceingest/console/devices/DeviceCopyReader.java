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
        return read(new JdbcTemplate(new SingleConnectionDataSource(transaction, true)), now);
    }

    private DeviceCopy read(JdbcTemplate transaction, Instant now) {
        // All at one moment: a device that turns offline meanwhile is there once.
        transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        RecentLetters letters = RecentLetters.read(transaction, filters);
        Set<String> withoutRow = letters.devices();
        CompactDevices devices = new CompactDevices(mostBytes);
        transaction.setFetchSize(ROWS_AT_ONCE);
        boolean all = add("NOT", devices, letters, withoutRow, transaction, now)
                && add("", devices, letters, withoutRow, transaction, now);
        int held = devices.size();
        if (all) {
            withoutRow.forEach(id -> addWithoutRow(id, letters.of(id), devices, now));
        }
        devices.trim();
        long count = all ? held : transaction.queryForObject("SELECT count(*) FROM device", Long.class);
        return new DeviceCopy(devices, now, count, offlineAfter);
    }

    /** False where the room has ended. */
    private boolean add(
            String not,
            CompactDevices devices,
            RecentLetters letters,
            Set<String> withoutRow,
            JdbcTemplate transaction,
            Instant now) {
        return transaction.query(DEVICES.formatted(not), rows -> {
            while (rows.next()) {
                withoutRow.remove(rows.getString("device_id"));
                if (!add(rows, devices, letters, now)) {
                    return false;
                }
            }
            return true;
        });
    }

    private boolean add(ResultSet row, CompactDevices devices, RecentLetters letters, Instant now) throws SQLException {
        String id = row.getString("device_id");
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
                isRecent(letter, now),
                now.getEpochSecond());
        return devices.add(id, state, condition, statusAt, heardAt, limit, letter);
    }

    private static void addWithoutRow(String id, RecentLetter letter, CompactDevices devices, Instant now) {
        if (isRecent(letter, now)) {
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

    private static boolean isRecent(RecentLetter letter, Instant now) {
        return letter != null && letter.at().isAfter(now.minus(Condition.LETTERS_COUNT_FOR));
    }

    private static int seconds(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return seconds < 0 || seconds > 0xFFFF_FFFFL ? DeviceCopy.NO_TIME : (int) seconds;
    }

    private static int limit(ResultSet row) throws SQLException {
        return (int) Math.min(row.getLong("offline_after"), Condition.NEVER);
    }
}
