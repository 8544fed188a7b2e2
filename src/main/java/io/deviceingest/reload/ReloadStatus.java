package io.deviceingest.reload;

import io.deviceingest.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says what became of edits: in the log, on the health page, and in {@code device_ingest_routes_reloads_total}. Never
 * down: the routes that run go on. Safe for any number of threads.
 */
final class ReloadStatus implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadStatus.class);
    private static final int SAID_AT_ONCE = 10;

    private final boolean on;
    private final Counter applied;
    private final Counter refused;
    private final Counter reverted;
    private volatile String inForceSince = "the start";
    private volatile Map<String, Object> edit = Map.of();

    ReloadStatus(boolean on, MeterRegistry meters) {
        this.on = on;
        this.applied = counter("applied", meters);
        this.refused = counter("refused", meters);
        this.reverted = counter("reverted", meters);
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("device.ingest.routes.reloads")
                .description("Edits of the site's files, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void applied(List<String> changed, int routes) {
        applied.increment();
        inForceSince = Instant.now().toString();
        edit = Map.of();
        LOG.info("[ROUTES] Applied the edit of {} ({} routes)", String.join(", ", changed), routes);
    }

    void refused(List<String> changed, List<String> problems) {
        refused.increment();
        say("is rejected; the current routes keep running", changed, problems);
    }

    void reverted(List<String> changed, List<String> problems) {
        reverted.increment();
        say("did not start; the previous routes run again", changed, problems);
    }

    private void say(String words, List<String> changed, List<String> problems) {
        show("refused", changed, problems);
        LOG.warn(
                "[ROUTES] {}",
                new Problem("The edit of " + String.join(", ", changed) + " " + words, "fix the problems below"));
        problems.stream().limit(SAID_AT_ONCE).forEach(problem -> LOG.warn("[ROUTES] {}", problem.strip()));
        if (problems.size() > SAID_AT_ONCE) {
            LOG.warn("[ROUTES] and {} more, on the health page", problems.size() - SAID_AT_ONCE);
        }
    }

    /** It is neither refused nor active: what stands in its way is no matter of the files. */
    void postponed(List<String> changed, String because, String remedy) {
        Problem problem = new Problem(because, remedy);
        if (!edit.containsKey("waiting")) {
            LOG.warn("[ROUTES] The edit of {} waits: {}", String.join(", ", changed), problem);
        }
        show("waiting", changed, problem.toString());
    }

    private void show(String state, List<String> changed, Object because) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(state, changed);
        details.put("because", because);
        edit = details;
    }

    /** The files are again those in force. */
    void undone() {
        if (!edit.isEmpty()) {
            LOG.info("[ROUTES] The files are those in force again");
        }
        edit = Map.of();
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("reload", on)
                .withDetail("inForceSince", inForceSince)
                .withDetails(edit)
                .build();
    }
}
