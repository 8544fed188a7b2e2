package io.deviceingest.batch;

import io.deviceingest.message.MessageAccount;
import io.deviceingest.settings.BatchSettings;
import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** One named batch: the batcher, its writing thread, and the route {@code direct:<name>} that it writes through. */
final class Batch {

    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final BatchSettings settings;
    private final MessageAccount account;
    private final ProducerTemplate routes;
    private final Batcher<PendingExchange> batcher;
    private final BatchMetrics metrics;
    private final Thread thread;

    /** @param lastResort the route, at any moment, for a message that is refused alone; none where it is rejected */
    Batch(
            CamelContext context,
            String name,
            Supplier<Optional<String>> lastResort,
            BatchSettings settings,
            ServerLife serverLife,
            MessageAccount account,
            MeterRegistry meters) {
        this.name = name;
        this.settings = settings;
        this.account = account;
        routes = context.createProducerTemplate();
        metrics = new BatchMetrics(name, meters);
        String threadName = "batch-" + name;
        batcher = new Batcher<>(
                new BatchLimits(settings.maxSize(), MAX_BYTES),
                new Store("direct:" + name, serverLife),
                new LastResort(lastResort),
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

    /** As {@link Envelopes#into} does. */
    Envelopes read(String body) {
        return Envelopes.into(name, body, settings);
    }

    /** A message came of which nothing is to be stored. */
    void leftAlone() {
        account.ignored();
    }

    boolean add(PendingExchange entry) {
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

    /** The way that every message goes first. */
    private final class Store implements BatchWriter<PendingExchange> {

        private final String route;
        private final ServerLife life;

        Store(String route, ServerLife life) {
            this.route = route;
            this.life = life;
        }

        @Override
        public void write(List<PendingExchange> entries) throws Exception {
            Batch.this.write(route, entries);
        }

        @Override
        public Object serverLife() {
            return life.name();
        }
    }

    /** The way to a route that may have another name after an edit. */
    private final class LastResort implements BatchWriter<PendingExchange> {

        private final Supplier<Optional<String>> route;

        LastResort(Supplier<Optional<String>> route) {
            this.route = route;
        }

        @Override
        public boolean isThere() {
            return route.get().isPresent();
        }

        @Override
        public void write(List<PendingExchange> entries) throws Exception {
            Batch.this.write(route.get().orElseThrow(), entries);
        }
    }

    private void write(String route, List<PendingExchange> entries) throws Exception {
        BatchRoute.write(
                        routes,
                        route,
                        entries.stream().map(PendingExchange::body).toList())
                .forEach((place, devices) -> entries.get(place).leftOut(new UnknownDeviceException(devices)));
    }
}
