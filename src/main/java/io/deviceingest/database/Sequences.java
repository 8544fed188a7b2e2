package io.deviceingest.database;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks every minute whether a sequence is behind its table, as after some restores, and moves it past: else events and
 * dead letters are refused for a number that is taken, and held until somebody does it by hand.
 */
@Component
final class Sequences {

    private static final Logger LOG = LoggerFactory.getLogger(Sequences.class);

    private final JdbcTemplate database;

    Sequences(JdbcTemplate database) {
        this.database = database;
    }

    @Scheduled(initialDelay = 20, fixedDelay = 60, timeUnit = TimeUnit.SECONDS)
    void movePastTheirTables() {
        try {
            Integer moved = database.queryForObject("SELECT move_sequences_past_their_tables()", Integer.class);
            if (moved != null && moved > 0) {
                LOG.warn(
                        "[DB] {} of the sequences behind device_event.id and dead_letter.id gave numbers that were taken,"
                                + " as after some restores; they are past their tables now",
                        moved);
            }
        } catch (DataAccessException e) {
            // The database monitor says so already, with what to try.
            LOG.debug("[DB] The sequences were not looked at: {}", e.getMessage());
        }
    }
}
