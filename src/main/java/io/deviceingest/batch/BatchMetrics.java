package io.deviceingest.batch;

import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and says what became of each attempt of one batch. Called by its writing thread; read by any. */
final class BatchMetrics implements BatchListener {

    private static final Logger LOG = LoggerFactory.getLogger(BatchMetrics.class);

    private final String name;
    private final DistributionSummary size;
    private final Timer committed;
    private final Timer split;
    private final Timer rejected;
    private final Timer held;
    private final Map<Fault, Counter> retries = new EnumMap<>(Fault.class);
    private final FailureLog failures = new FailureLog(LOG);
    private volatile long lastHeldNanos;
    private volatile boolean everHeld;

    BatchMetrics(String name, MeterRegistry meters) {
        this.name = name;
        size = DistributionSummary.builder("device.ingest.batch.size")
                .description("Envelopes (or dead letters) committed in one statement")
                .tag("batch", name)
                .serviceLevelObjectives(1, 10, 50, 100, 250, 500, 1000)
                .register(meters);
        committed = timer(meters, "committed");
        split = timer(meters, "split");
        rejected = timer(meters, "rejected");
        held = timer(meters, "held");
        for (Fault fault : Fault.values()) {
            if (fault != Fault.MESSAGE) {
                retries.put(
                        fault,
                        Counter.builder("device.ingest.batch.retries")
                                .description("Attempts that failed for a reason outside of the messages")
                                .tag("batch", name)
                                .tag("cause", fault.label())
                                .register(meters));
            }
        }
    }

    @Override
    public void written(int envelopes, Duration took) {
        size.record(envelopes);
        committed.record(took);
        long attempts = failures.count();
        if (attempts > 0) {
            failures.succeeded();
            LOG.info("[BATCH] {}: commits again after {} failed attempts", name, attempts);
        }
    }

    @Override
    public void split(int entries, Duration took) {
        split.record(took);
    }

    @Override
    public void rejected(Exception cause, Duration took) {
        rejected.record(took);
        LOG.debug("[BATCH] {}: the database refuses a message: {}", name, Failures.firstLine(cause));
    }

    @Override
    public void held(int entries, Duration took, Fault fault, Exception cause, Duration pause) {
        held.record(took);
        retries.get(fault).increment();
        if (fault != Fault.CONFLICT) {
            lastHeldNanos = System.nanoTime();
            everHeld = true;
        }
        failures.failed(new Problem(
                fault.label(),
                "[BATCH] " + name + ": cannot commit " + entries + " messages: " + Failures.firstLine(cause)
                        + "; they are held, nothing is acknowledged, next attempt in " + pause.toMillis() + " ms",
                fault.remedy()));
    }

    /** For how long every commit has succeeded, without an end where none ever failed; a conflict is no failure. */
    Duration committedFor() {
        return everHeld ? Duration.ofNanos(System.nanoTime() - lastHeldNanos) : ChronoUnit.FOREVER.getDuration();
    }

    private Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("device.ingest.batch")
                .description("One attempt to commit a batch")
                .tag("batch", name)
                .tag("outcome", outcome)
                .serviceLevelObjectives(
                        Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(5)),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(25))
                .register(meters);
    }
}
