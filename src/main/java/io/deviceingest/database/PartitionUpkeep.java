package io.deviceingest.database;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps partitions of reading for the months ahead, on connections of its own: moving rows into a new one may take
 * longer than a statement of the ingest is allowed to. Once a day, and every hour while that fails; there is time enough
 * ahead. Safe for any number of replicas at once; one thread at a time.
 */
@Component
public final class PartitionUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionUpkeep.class);

    /** How many months beyond this one have a partition of reading at any time. */
    static final int MONTHS_AHEAD = 3;

    private static final Duration LONGEST_MOVE = Duration.ofMinutes(10);
    /** How much later than the server the driver stops waiting: no statement goes on there and holds locks. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final Duration AGAIN_AFTER_SUCCESS = Duration.ofDays(1);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofHours(1);

    private final DatabaseSettings settings;
    private final DatabaseFailures words;
    private final JdbcTemplate database;
    private boolean begun;
    private long dueNanos = System.nanoTime();

    PartitionUpkeep(DatabaseSettings settings) {
        this.settings = settings;
        words = new DatabaseFailures(settings);
        database = new JdbcTemplate(Connections.of(settings));
    }

    /**
     * To be called once the schema is there. Waits for the partitions only where this month has none: then the first
     * readings go where they belong, unless that would take long.
     */
    public synchronized void begin() {
        begun = true;
        if (!takesThisMonth()) {
            keep(settings.statementTimeout());
        }
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    synchronized void keepWhenDue() {
        if (begun && System.nanoTime() - dueNanos >= 0) {
            keep(LONGEST_MOVE);
        }
    }

    private boolean takesThisMonth() {
        try {
            return Partitions.takesThisMonth(database);
        } catch (DataAccessException e) {
            // What prevents this also prevents creating them, and is reported then.
            return false;
        }
    }

    private void keep(Duration limit) {
        Duration again = AGAIN_AFTER_FAILURE;
        try {
            int made = make(limit);
            LOG.info("[DB] Table reading has partitions for the next {} months ({} created)", MONTHS_AHEAD, made);
            again = AGAIN_AFTER_SUCCESS;
        } catch (DataAccessException e) {
            LOG.warn(
                    "[DB] {}",
                    new Problem(
                            "Partitions of reading could not be made: "
                                    + words.explain(e).getMessage()
                                    + "; readings go into reading_default until they can be, and the next attempt is in"
                                    + " an hour",
                            "let who reads reading for long (a backup, a dashboard) come to an end, grant CREATE on the"
                                    + " schema and ownership of reading, or call ensure_reading_partitions("
                                    + MONTHS_AHEAD + ") as their owner"));
        }
        dueNanos = System.nanoTime() + again.toNanos();
    }

    /** The limit is the server's; the driver's comes later. */
    private int make(Duration limit) {
        DataSource patient = Connections.of(
                settings, settings.connectTimeout(), limit.plus(SLACK), new TimeLimits(limit, settings.lockTimeout()));
        Integer made = new JdbcTemplate(patient)
                .queryForObject("SELECT ensure_reading_partitions(?)", Integer.class, MONTHS_AHEAD);
        return made == null ? 0 : made;
    }
}
