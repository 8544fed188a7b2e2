package io.deviceingest.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import javax.sql.DataSource;

/** All rows of readings, beside a ledger. They are read as a stream: there may be millions. */
final class StoredRows {

    private static final String ROWS = """
            SELECT device_id, metrics ->> 'boot', (metrics ->> 'sequence')::bigint, (metrics ->> 'checksum')::bigint
            FROM reading""";
    private static final int AT_ONCE = 10_000;

    private final Ledger ledger;
    private final BitSet stored = new BitSet();
    private int duplicated;
    private int unexpected;

    private StoredRows(Ledger ledger) {
        this.ledger = ledger;
    }

    static StoredRows read(Ledger ledger, DataSource database) throws SQLException {
        StoredRows rows = new StoredRows(ledger);
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
        if (!ledger.holds(device, boot, sequence)) {
            boolean again = ledger.earlier().stream().anyMatch(one -> one.holds(device, boot, sequence));
            unexpected += again ? 0 : 1;
        } else if (checksum != Reading.checksum(device, boot, sequence)) {
            unexpected++;
        } else if (stored.get((int) sequence)) {
            duplicated++;
        } else {
            stored.set((int) sequence);
        }
    }

    /** Whether a message is there, whole. */
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
