package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The plan of the store statement where there are many devices: no table is read whole, and no batch is compared with itself
 * row by row, whatever the statistics say.
 */
class StorePlanIT {

    private static final int BATCH = 1_000;

    @Test
    void noTableIsReadWholeWhateverTheStatisticsSay() throws Exception {
        try (StoreStatement statement = StoreStatement.start()) {
            statement.sql().execute("SELECT ensure_reading_partitions(3)");
            // Nobody makes statistics but this test.
            statement
                    .sql()
                    .queryForList("""
                    SELECT relname FROM pg_class
                    WHERE relkind = 'r' AND (relname = 'device' OR relname LIKE 'reading%')""", String.class)
                    .forEach(table ->
                            statement.sql().execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)"));
            fill(statement, 0, 1_000);
            analyze(statement);
            fill(statement, 1_000, 100_000);
            assertNoTableIsReadWhole(statement, "100,000 devices, statistics of 1,000");
            forgetStatistics(statement);
            assertNoTableIsReadWhole(statement, "100,000 devices, no statistics");
            analyze(statement);
            assertNoTableIsReadWhole(statement, "100,000 devices, fresh statistics");
            fill(statement, 100_000, 1_000_000);
            assertNoTableIsReadWhole(statement, "1,000,000 devices, statistics of 100,000");
            forgetStatistics(statement);
            assertNoTableIsReadWhole(statement, "1,000,000 devices, no statistics");
            analyze(statement);
            assertNoTableIsReadWhole(statement, "1,000,000 devices, fresh statistics");
        }
    }

    private static void assertNoTableIsReadWhole(StoreStatement statement, String size) throws Exception {
        for (int batch : List.of(1, BATCH)) {
            for (String registration : List.of("auto", "required")) {
                assertNoTableIsReadWhole(
                        statement.plan(envelopes(batch), registration),
                        "a batch of %d, registration %s, %s".formatted(batch, registration, size));
            }
        }
        assertNoTableIsReadWhole(statement.keptPlan(), "any batch, " + size);
    }

    private static void assertNoTableIsReadWhole(String plan, String of) {
        assertThat(plan)
                .as(of)
                .contains("Index Scan using device_pkey on device")
                .doesNotContainPattern("(Seq Scan|Bitmap Heap Scan) on (device|reading)")
                // A nested loop over the batch, which costs the square of it.
                .doesNotContainPattern("Join Filter: .*(stored_reading|arrived)");
    }

    /** And a reading of every hundredth. */
    private static void fill(StoreStatement statement, int from, int to) {
        statement.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                SELECT 'device-' || lpad(n::text, 7, '0'), 'online', now(), 'message', now(), now()
                FROM generate_series(?, ?) AS n""", from, to - 1);
        statement.sql().update("""
                INSERT INTO reading (device_id, ts, received_at, digest)
                SELECT 'device-' || lpad(n::text, 7, '0'), now(), now(), n
                FROM generate_series(?, ?, 100) AS n""", from, to - 1);
    }

    private static void analyze(StoreStatement statement) {
        statement.sql().execute("ANALYZE device, reading");
    }

    /** As after a restore, or a pg_upgrade before PostgreSQL 18. */
    private static void forgetStatistics(StoreStatement statement) {
        statement.sql().execute("""
                DELETE FROM pg_statistic
                WHERE starelid IN (SELECT oid FROM pg_class WHERE relname = 'device' OR relname LIKE 'reading%');
                UPDATE pg_class SET reltuples = -1, relpages = 0
                WHERE relkind IN ('r', 'i') AND (relname LIKE 'device%' OR relname LIKE 'reading%')""");
    }

    private static List<String> envelopes(int number) {
        return IntStream.range(0, number)
                .mapToObj(n -> """
                        {"device_id": "device-%07d", "kind": "sensor", "status": "online", "ts": 1762254901,
                         "received_at": 1762254901000000, "metrics": {"n": %d}}""".formatted(n * 97, n))
                .toList();
    }
}
