package io.deviceingest.clock;

import io.deviceingest.database.DatabaseClock;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Compares the machine's clock with the database's, at start and every minute, and says when they differ.
 *
 * <p>Two clocks that agree are right: where the ingest's own one lags behind both, because the machine slept or got the
 * time only after the start, it is set by them; ahead of both it is left to a restart, for it never goes back.
 */
@Component
public final class ClockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final JdbcTemplate database;
    private final IngestClock ingest;
    private final FailureLog differences = new FailureLog(LOG);

    ClockWatch(JdbcTemplate database, IngestClock ingest) {
        this.database = database;
        this.ingest = ingest;
    }

    /** Looks once; a database that does not answer is no news of its clock. */
    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    public void compare() {
        try {
            judge(DatabaseClock.ahead(database));
        } catch (DataAccessException e) {
            LOG.debug("[CLOCK] The database was not asked for the time: {}", e.getMessage());
        }
    }

    private void judge(Duration databaseAhead) {
        Duration behind = ingest.behindMachine();
        if (databaseAhead.abs().compareTo(DatabaseClock.AGREES) >= 0) {
            differences.failed(new Problem(
                    "database",
                    "[CLOCK] The database's clock is " + DatabaseClock.words(databaseAhead)
                            + " this machine's: partitions go by the one, received_at and status by the other",
                    DatabaseClock.REMEDY));
        } else if (behind.compareTo(IngestClock.JUMP) > 0) {
            ingest.set();
            differences.succeeded();
            LOG.warn(
                    "[CLOCK] Messages were dated {} s too early: this machine's clock has been set, and the database's"
                            + " agrees with it; from now on they are dated by it",
                    behind.toSeconds());
        } else if (behind.compareTo(IngestClock.JUMP.negated()) < 0) {
            differences.failed(new Problem(
                    "ingest",
                    "[CLOCK] Messages are dated " + behind.negated().toSeconds()
                            + " s too late: this machine's clock was ahead when the program started, and has been set"
                            + " since",
                    "restart the program"));
        } else {
            differences.succeeded();
        }
    }
}
