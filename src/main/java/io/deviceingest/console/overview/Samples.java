package io.deviceingest.console.overview;

import io.deviceingest.console.routes.RoutesModel.Edit;
import io.deviceingest.management.HealthPages;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.message.MessageTotals;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;

/**
 * What was counted in the last minutes, and since when each part is as it is: looked at every few seconds, whether somebody
 * looks or not. It asks nobody but this program's memory. Safe for any number of threads.
 */
final class Samples implements AutoCloseable {

    static final int EVERY_SECONDS = 5;

    /** Ten minutes. */
    private static final int KEPT = 121;

    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

    private final HealthPages health;
    private final MessageAccount account;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Map<String, Since> parts = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(steps -> {
        Thread thread = new Thread(steps, "console-samples");
        thread.setDaemon(true);
        return thread;
    });

    private record Sample(long nanos, MessageTotals totals) {}

    private record Since(String status, Instant time) {}

    Samples(HealthPages health, MessageAccount account) {
        this.health = health;
        this.account = account;
        timer.scheduleAtFixedRate(this::take, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void take() {
        try {
            Map<String, Health> now = health.group("readiness").components();
            synchronized (this) {
                samples.addLast(new Sample(System.nanoTime(), account.totals()));
                if (samples.size() > KEPT) {
                    samples.removeFirst();
                }
                now.forEach(this::note);
            }
        } catch (RuntimeException e) {
            LOG.warn("[CONSOLE] No sample was taken: {}", e.toString(), e);
        }
    }

    private void note(String part, Health health) {
        String status = health.getStatus().getCode()
                + Edit.of(health.getDetails()).map(Edit::state).orElse("");
        Since before = parts.get(part);
        if (before == null || !before.status.equals(status)) {
            parts.put(part, new Since(status, Instant.now()));
        }
    }

    /** Since when a part is as it is now, as far as it was seen. */
    synchronized Instant since(String part, Health now) {
        note(part, now);
        return parts.get(part).time;
    }

    /** Of one figure of the account, the changes per second between two samples; the oldest first. */
    synchronized Curve curve(ToLongFunction<MessageTotals> figure) {
        List<Double> rates = new ArrayList<>();
        Sample before = null;
        for (Sample sample : samples) {
            if (before != null) {
                double seconds = (sample.nanos - before.nanos) / 1e9;
                rates.add((figure.applyAsLong(sample.totals) - figure.applyAsLong(before.totals)) / seconds);
            }
            before = sample;
        }
        return new Curve(rates, KEPT - 1);
    }

    /** Of one figure of the account, its values themselves; the oldest first. */
    synchronized Curve level(ToLongFunction<MessageTotals> figure) {
        return new Curve(
                samples.stream()
                        .skip(1)
                        .map(sample -> (double) figure.applyAsLong(sample.totals))
                        .toList(),
                KEPT - 1);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
