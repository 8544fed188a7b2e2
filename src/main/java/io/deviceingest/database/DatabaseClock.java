package io.deviceingest.database;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.JdbcTemplate;

/** The clock of the database's server, as it stands to this machine's. */
public final class DatabaseClock {

    /** Below it they count as the same. */
    public static final Duration AGREES = Duration.ofSeconds(2);

    public static final String REMEDY = "let NTP set both clocks (timedatectl set-ntp true)";

    private DatabaseClock() {}

    /**
     * How far it is ahead of this machine's; negative behind. It is asked for on its own: half of that short way is the
     * only error.
     */
    public static Duration ahead(JdbcTemplate sql) {
        Instant asked = Instant.now();
        Instant there = sql.queryForObject("SELECT clock_timestamp()", OffsetDateTime.class)
                .toInstant();
        Instant middle = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
        return Duration.between(middle, there);
    }

    /** The difference as a sentence has it: "37 s ahead of". */
    public static String words(Duration ahead) {
        return "%d s %s".formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
    }
}
