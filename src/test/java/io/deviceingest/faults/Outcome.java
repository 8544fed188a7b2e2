package io.deviceingest.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What became of everything in a ledger, read from the tables: the line of a scenario in the report. What earlier
 * ledgers hold, and comes once more, is no part of it.
 *
 * @param lost acknowledged by the broker, and neither a row nor a dead letter
 * @param unexpected rows that nobody sent or whose checksum is wrong, and dead letters of what was no poison
 * @param duplicated rows beyond the first of a message
 * @param recovered from the end of the fault to the first commit after it
 * @param firstLost the sequence numbers of some that were lost: beside the moments of the faults they say which
 */
record Outcome(
        int attempted,
        int acknowledged,
        int stored,
        int deadLettered,
        int lost,
        int unexpected,
        int duplicated,
        Duration recovered,
        List<Integer> firstLost) {

    private static final int MOST_NAMED = 50;

    private static final String LETTERS =
            "SELECT DISTINCT topic || ' ' || convert_from(payload, 'UTF8') FROM dead_letter";

    static Outcome of(Ledger ledger, DataSource database, Duration recovered) throws SQLException {
        List<Reading> attempted = ledger.attempted();
        StoredRows rows = StoredRows.read(ledger, database);
        Set<String> letters = new HashSet<>(new JdbcTemplate(database).queryForList(LETTERS, String.class));
        ledger.earlier().forEach(earlier -> letters.removeAll(poisons(earlier.attempted())));
        Set<String> poisons = poisons(attempted);
        long strangeLetters =
                letters.stream().filter(letter -> !poisons.contains(letter)).count();
        long poisonRows = attempted.stream()
                .filter(reading -> reading.isPoison() && rows.contain(reading))
                .count();
        List<Integer> lost = ledger.acknowledged().stream()
                .mapToObj(attempted::get)
                .filter(reading -> !(reading.isPoison() ? letters.contains(letter(reading)) : rows.contain(reading)))
                .map(Reading::sequence)
                .toList();
        return new Outcome(
                attempted.size(),
                ledger.countAcknowledged(),
                rows.count(),
                letters.size(),
                lost.size(),
                rows.unexpected() + (int) (poisonRows + strangeLetters),
                rows.duplicated(),
                recovered,
                lost.subList(0, Math.min(lost.size(), MOST_NAMED)));
    }

    private static Set<String> poisons(List<Reading> readings) {
        return readings.stream().filter(Reading::isPoison).map(Outcome::letter).collect(Collectors.toSet());
    }

    private static String letter(Reading reading) {
        return reading.topic() + " " + reading.payload();
    }

    /** Whether everything that is promised was kept. */
    boolean isFaultless() {
        return lost == 0 && unexpected == 0 && duplicated == 0;
    }
}
