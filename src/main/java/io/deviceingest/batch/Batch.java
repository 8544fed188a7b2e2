package io.deviceingest.batch;

import io.deviceingest.retry.Backoff;
import io.deviceingest.threads.Guard;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** One named batch: the batcher, its writing thread, and the route {@code direct:<name>} that it writes through. */
final class Batch {

    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ProducerTemplate routes;
    private final Batcher<ParkedExchange> batcher;
    private final BatchMetrics metrics;
    private final Thread thread;

    /** @param lastResort the route for a message that is refused alone; null where it is rejected instead */
    Batch(CamelContext context, String name, String lastResort, int maxSize, MeterRegistry meters) {
        routes = context.createProducerTemplate();
        metrics = new BatchMetrics(name, meters);
        String threadName = "batch-" + name;
        batcher = new Batcher<>(
                new BatchLimits(maxSize, MAX_BYTES),
                entries -> write("direct:" + name, entries),
                lastResort == null ? null : entries -> write(lastResort, entries),
                metrics,
                new Backoff(FIRST_PAUSE, LONGEST_PAUSE),
                new Guard(threadName));
        thread = new Thread(batcher::run, threadName);
    }

    void start() {
        thread.start();
    }

    /** Ends after the statement that is running; what is not written is handed back. */
    void stop() throws InterruptedException {
        batcher.stop();
        thread.join();
        routes.stop();
    }

    boolean add(ParkedExchange entry) {
        return batcher.add(entry);
    }

    void handBackWithdrawn() {
        batcher.handBackWithdrawn();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    String threadName() {
        return thread.getName();
    }

    Duration committedFor() {
        return metrics.committedFor();
    }

    private void write(String route, List<ParkedExchange> entries) throws Exception {
        List<Integer> leftOut = BatchRoute.write(
                routes, route, entries.stream().map(ParkedExchange::body).toList());
        leftOut.forEach(place -> entries.get(place).leftOut(new UnknownDeviceException()));
    }
}
