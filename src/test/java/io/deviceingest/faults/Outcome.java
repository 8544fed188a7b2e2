package io.deviceingest.faults;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What became of everything in a ledger, read from the tables: the line of a scenario in the report.
 *
 * @param lost acknowledged by the broker, and neither a row nor a dead letter
 * @param unexpected rows that nobody sent or whose checksum is wrong, and dead letters of what was no poison
 * @param duplicated rows beyond the first of a message
 * @param recovered from the end of the fault to the first commit after it
 */
record Outcome(
        int attempted,
        int acknowledged,
        int stored,
        int deadLettered,
        int lost,
        int unexpected,
        int duplicated,
        Duration recovered) {

    private static final String ROWS = """
            SELECT device_id, metrics ->> 'boot' AS boot, (metrics ->> 'sequence')::bigint AS sequence,
                   (metrics ->> 'checksum')::bigint AS checksum
            FROM reading""";
    private static final String LETTERS =
            "SELECT DISTINCT topic || ' ' || convert_from(payload, 'UTF8') FROM dead_letter";

    private record Row(String device, String boot, long sequence, long checksum) {

        String key() {
            return device + "/" + boot + "/" + sequence;
        }

        boolean isWhole() {
            return checksum == Reading.checksum(device, boot, sequence);
        }
    }

    static Outcome of(Ledger ledger, JdbcTemplate sql, Duration recovered) {
        Map<String, Reading> attempted = ledger.attempted();
        List<Row> rows = sql.query(
                ROWS, (row, number) -> new Row(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
        List<Row> good = rows.stream()
                .filter(row -> row.isWhole() && isGood(attempted.get(row.key())))
                .toList();
        Set<String> stored = good.stream().map(Row::key).collect(Collectors.toSet());
        Set<String> letters = new HashSet<>(sql.queryForList(LETTERS, String.class));
        Set<String> poisons = attempted.values().stream()
                .filter(Reading::poison)
                .map(Outcome::letter)
                .collect(Collectors.toSet());
        long strangeLetters =
                letters.stream().filter(letter -> !poisons.contains(letter)).count();
        long lost = ledger.acknowledged().stream()
                .map(attempted::get)
                .filter(reading ->
                        !(reading.poison() ? letters.contains(letter(reading)) : stored.contains(reading.key())))
                .count();
        return new Outcome(
                attempted.size(),
                ledger.countAcknowledged(),
                stored.size(),
                letters.size(),
                (int) lost,
                rows.size() - good.size() + (int) strangeLetters,
                good.size() - stored.size(),
                recovered);
    }

    private static boolean isGood(Reading reading) {
        return reading != null && !reading.poison();
    }

    private static String letter(Reading reading) {
        return reading.topic() + " " + reading.payload();
    }

    /** Whether everything that is promised was kept. */
    boolean isFaultless() {
        return lost == 0 && unexpected == 0 && duplicated == 0;
    }
}
