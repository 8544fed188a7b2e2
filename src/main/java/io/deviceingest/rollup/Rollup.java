package io.deviceingest.rollup;

import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.mqtt.LinkStatus;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * How far the newest values and the hours are behind the readings: the bean {@code rollup} of the rollup route, which
 * tells it after each run. On the health page it is never down: what is behind is read from the readings, only slower.
 * Safe for any number of threads.
 */
@Component("rollup")
public final class Rollup implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Rollup.class);
    private static final Run NONE = new Run(Double.NaN, false, 0);

    /** For so long after a backlog was seen, the processors belong to the ingest. */
    private static final Duration BACKLOG_LASTS = Duration.ofSeconds(3);

    private static final double LONGEST_BEHIND_SECONDS = 60;

    private final LinkStatus link;
    private final DatabaseFailures words;
    private final FailureLog failures = new FailureLog(LOG);
    private volatile Run last = NONE;

    Rollup(LinkStatus link, DatabaseSettings database, MeterRegistry meters) {
        this.link = link;
        this.words = new DatabaseFailures(database);
        Gauge.builder("device.ingest.rollup.behind", this, Rollup::behindSeconds)
                .description("How long the oldest change waits that newest values and hours do not have yet")
                .baseUnit("seconds")
                .register(meters);
    }

    /** About how long the next run may take, as an interval of PostgreSQL. */
    public String budget() {
        return allowed(link.isSubscribed() && link.quietFor().compareTo(BACKLOG_LASTS) < 0, behindSeconds());
    }

    /** Nothing while messages wait for room, and little where that lasts: meanwhile the views read the readings. */
    static String allowed(boolean hasBacklog, double behindSeconds) {
        if (!hasBacklog) {
            return "500 ms";
        }
        return behindSeconds > LONGEST_BEHIND_SECONDS ? "200 ms" : "0 ms";
    }

    /** What a run of the job has come to. */
    public void ran(@Body Object outcome) {
        // A site's own statement may answer with less.
        last = outcome instanceof Map<?, ?> row && row.get("behind") instanceof Number behind
                ? new Run(behind.doubleValue(), Boolean.TRUE.equals(row.get("filled")), System.nanoTime())
                : NONE;
        failures.succeeded();
    }

    /** It failed, as each run does while the database is away, and the next run is soon: not said each time. */
    public void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        Problem why = words.explain(failure).problem();
        failures.failed(new Problem(
                why.key(),
                "[DB] Newest values and hours are not brought up to date, and are read from the readings meanwhile: "
                        + why.sentence(),
                why.remedy()));
    }

    /** Not a number while no run has said it. It grows until the next run says it again. */
    private double behindSeconds() {
        Run run = last;
        return run.isNone()
                ? Double.NaN
                : run.behind + Duration.ofNanos(System.nanoTime() - run.atNanos).toMillis() / 1e3;
    }

    @Override
    public Health health() {
        Run run = last;
        return run.isNone()
                ? Health.up().withDetail("state", "not begun").build()
                : Health.up()
                        .withDetail("state", run.filled ? "kept" : "going through the readings that were there before")
                        .withDetail("behindSeconds", Math.round(behindSeconds()))
                        .build();
    }

    /**
     * @param filled whether the job has been through all readings that were there before it began
     * @param atNanos when it was said
     */
    private record Run(double behind, boolean filled, long atNanos) {

        boolean isNone() {
            return Double.isNaN(behind);
        }
    }
}
