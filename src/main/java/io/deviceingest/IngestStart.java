package io.deviceingest;

import io.deviceingest.clock.ClockWatch;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.database.PartitionUpkeep;
import io.deviceingest.database.Schema;
import io.deviceingest.mqtt.DurableMqttComponent;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import io.deviceingest.reload.RouteReload;
import io.deviceingest.site.MissingRouteException;
import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import io.deviceingest.threads.LongLived;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Starts the ingest in its order, on a thread of its own, while the health page already answers: the schema, this
 * month's partition, the routes, then the connection to the broker. A database that is away is waited for.
 */
@Component
final class IngestStart implements LongLived {

    private static final Logger LOG = LoggerFactory.getLogger(IngestStart.class);

    private static final String NAME = "ingest-start";

    private final CamelContext routes;
    private final Schema schema;
    private final ClockWatch clocks;
    private final PartitionUpkeep partitions;
    private final DurableMqttComponent mqtt;
    private final ObjectProvider<RouteReload> reload;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::start, NAME);
    private final Guard guard = new Guard(NAME);
    private final StartHealth status;

    IngestStart(
            CamelContext routes,
            Schema schema,
            ClockWatch clocks,
            PartitionUpkeep partitions,
            DurableMqttComponent mqtt,
            ObjectProvider<RouteReload> reload,
            StartHealth status) {
        this.routes = routes;
        this.schema = schema;
        this.clocks = clocks;
        this.partitions = partitions;
        this.mqtt = mqtt;
        this.reload = reload;
        this.status = status;
    }

    @EventListener(ApplicationReadyEvent.class)
    void onReady() {
        MissingRouteException.check(routes);
        thread.start();
    }

    @EventListener(ContextClosedEvent.class)
    void onClosed() throws InterruptedException {
        closed.countDown();
        thread.join();
        // An edit that is being applied is active before everything stops.
        if (status.isDone()) {
            for (RouteReload running : reload) {
                running.close();
            }
        }
        mqtt.prepareStop();
    }

    /** It ends once it has started everything, and is missed only when it ends before. */
    @Override
    public List<String> deadThreads() {
        return !status.isDone() && thread.getState() == Thread.State.TERMINATED ? List.of(NAME) : List.of();
    }

    private void start() {
        FailureLog failures = new FailureLog(LOG);
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));
        try {
            while (!schemaIsThere(failures)) {
                if (closed.await(backoff.next().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            status.routesFollow();
            clocks.compare();
            partitions.begin();
            routes.getRouteController().startAllRoutes();
            mqtt.open();
            status.done();
            reload.ifAvailable(RouteReload::begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            Problem problem =
                    new Problem("The routes do not start: " + e.getMessage(), "correct the file that is named");
            LOG.error("[START] {}", problem, e);
        }
    }

    private boolean schemaIsThere(FailureLog failures) {
        try {
            schema.prepare();
            return true;
        } catch (DatabaseProblem e) {
            failures.failed(
                    e.key(),
                    "[DB] The database is not ready for the routes: "
                            + e.problem().and("; the routes start after it"));
            return false;
        } catch (RuntimeException | Error e) {
            guard.report(e);
            return false;
        }
    }
}
