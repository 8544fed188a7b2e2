package io.deviceingest.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import javax.sql.DataSource;

/** All rows of readings, beside what was attempted. They are read as a stream: there may be millions. */
final class StoredRows {

    private static final String ROWS = """
            SELECT device_id, metrics ->> 'boot', (metrics ->> 'sequence')::bigint, (metrics ->> 'checksum')::bigint
            FROM reading""";
    private static final int AT_ONCE = 10_000;

    private final List<Reading> attempted;
    private final BitSet stored = new BitSet();
    private int duplicated;
    private int unexpected;

    private StoredRows(List<Reading> attempted) {
        this.attempted = attempted;
    }

    static StoredRows read(List<Reading> attempted, DataSource database) throws SQLException {
        StoredRows rows = new StoredRows(attempted);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // Without a transaction the driver would read everything at once.
            connection.setAutoCommit(false);
            statement.setFetchSize(AT_ONCE);
            try (ResultSet row = statement.executeQuery(ROWS)) {
                while (row.next()) {
                    rows.add(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
                }
            }
        }
        return rows;
    }

    private void add(String device, String boot, long sequence, long checksum) {
        if (!wasSent(device, boot, sequence) || checksum != Reading.checksum(device, boot, sequence)) {
            unexpected++;
        } else if (stored.get((int) sequence)) {
            duplicated++;
        } else {
            stored.set((int) sequence);
        }
    }

    private boolean wasSent(String device, String boot, long sequence) {
        if (sequence < 0 || sequence >= attempted.size()) {
            return false;
        }
        Reading reading = attempted.get((int) sequence);
        return !reading.poison()
                && reading.device().equals(device)
                && reading.boot().equals(boot);
    }

    /** Whether a good message is there, whole. */
    boolean contain(Reading reading) {
        return stored.get(reading.sequence());
    }

    /** How many different messages are there. */
    int count() {
        return stored.cardinality();
    }

    /** Rows beyond the first of a message. */
    int duplicated() {
        return duplicated;
    }

    /** Rows that nobody sent, or whose checksum is wrong. */
    int unexpected() {
        return unexpected;
    }
}
