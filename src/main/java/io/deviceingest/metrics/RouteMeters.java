package io.deviceingest.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Counts and times the exchanges of one route under the names and tags of camel-micrometer's route policy, which formats a
 * name for each exchange, twice. Here all names are made once. Safe for any number of threads, once the route has started.
 */
final class RouteMeters extends RoutePolicySupport {

    private final MeterRegistry meters;
    private final Clock clock;
    private final List<Meter> registered = new ArrayList<>();

    /** The exchange property with the time at which the route began. */
    private String begin;

    private Tags tags;
    private Counter total;
    private Counter succeeded;
    private Counter failed;
    private Counter failuresHandled;
    private Counter redelivered;
    private Timer timer;

    RouteMeters(MeterRegistry meters) {
        this.meters = meters;
        this.clock = meters.config().clock();
    }

    @Override
    public void onStart(Route route) {
        registered.clear();
        begin = "camel.route.policy-" + route.getId();
        tags = Tags.of(
                "camelContext",
                route.getCamelContext().getName(),
                "kind",
                "CamelRoute",
                "routeId",
                route.getId(),
                "eventType",
                "route");
        total = counter("total", "Total number of processed exchanges");
        succeeded = counter("succeeded", "Number of successfully completed exchanges");
        failed = counter("failed", "Number of failed exchanges");
        failuresHandled = counter("failures.handled", "Number of failures handled");
        redelivered =
                counter("external.redeliveries", "Number of external initiated redeliveries (such as from JMS broker)");
        timer = kept(Timer.builder("camel.route.policy")
                .tags(tags)
                .description("Route performance metrics")
                .register(meters));
    }

    private Counter counter(String outcome, String description) {
        return kept(Counter.builder("camel.exchanges." + outcome)
                .tags(tags)
                .description(description)
                .register(meters));
    }

    private <M extends Meter> M kept(M meter) {
        registered.add(meter);
        return meter;
    }

    @Override
    public void onRemove(Route route) {
        registered.forEach(meters::remove);
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        exchange.setProperty(begin, clock.monotonicTime());
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        if (exchange.removeProperty(begin) instanceof Long began) {
            timer.record(clock.monotonicTime() - began, TimeUnit.NANOSECONDS);
        }
        total.increment();
        if (exchange.isFailed()) {
            failed.increment();
            return;
        }
        succeeded.increment();
        if (ExchangeHelper.isFailureHandled(exchange)) {
            failuresHandled.increment();
        }
        if (exchange.isExternalRedelivered()) {
            redelivered.increment();
        }
    }
}
