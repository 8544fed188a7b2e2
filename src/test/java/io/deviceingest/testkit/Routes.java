package io.deviceingest.testkit;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.management.HealthPage;
import io.deviceingest.management.HealthPages;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.search.Search;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program in this process against a database, without a broker: messages enter at {@code direct:message}, in the
 * order in which they are sent, as the consumer hands them over.
 */
public final class Routes implements AutoCloseable {

    private final ConfigurableApplicationContext program;
    private final CamelContext camel;
    private final MeterRegistry meters;
    private final IngestClock clock;

    private Routes(ConfigurableApplicationContext program) {
        this.program = program;
        this.camel = program.getBean(CamelContext.class);
        this.meters = program.getBean(MeterRegistry.class);
        this.clock = program.getBean(IngestClock.class);
    }

    /** Starts it with these settings, among them those of a database, and returns at once. */
    public static Routes start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "MANAGEMENT_PORT", "0",
                // Nobody listens there: the program goes on connecting, which is no hindrance, and need not ask why.
                "DOCTOR_AFTER", "1h",
                "MQTT_BROKER_HOST", "127.0.0.1",
                "MQTT_BROKER_PORT", String.valueOf(FreePort.next()),
                "MQTT_TLS", "off"));
        all.putAll(settings);
        return new Routes(Ingest.run(all));
    }

    /** Whether every route takes messages. */
    public boolean areStarted() {
        return camel.getRoutes().stream()
                .allMatch(route -> camel.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted());
    }

    /** Hands a message over that arrives now, and returns when it has come to its end or is pending in a batch. */
    public CompletableFuture<Exchange> send(String device, String suffix, String payload) {
        return send(device, suffix, payload, clock.micros());
    }

    public CompletableFuture<Exchange> send(String device, String suffix, String payload, long receivedAt) {
        Endpoint endpoint = camel.getEndpoint("direct:message");
        Exchange exchange = endpoint.createExchange();
        Message message = exchange.getMessage();
        message.setBody(payload.getBytes(StandardCharsets.UTF_8));
        message.setHeader("CamelMqttTopic", "devices/" + device + "/" + suffix);
        message.setHeader("CamelMqttQoS", 1);
        message.setHeader("deviceId", device);
        message.setHeader("suffix", suffix);
        message.setHeader("receivedAt", receivedAt);
        message.setHeader("retained", false);
        return send(endpoint, exchange);
    }

    /** Hands a body to an endpoint, as a step of a route of its own does. */
    public CompletableFuture<Exchange> sendTo(String uri, String body) {
        Endpoint endpoint = camel.getEndpoint(uri);
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(body);
        return send(endpoint, exchange);
    }

    private static CompletableFuture<Exchange> send(Endpoint endpoint, Exchange exchange) {
        CompletableFuture<Exchange> end = new CompletableFuture<>();
        try {
            AsyncProducer producer = endpoint.createAsyncProducer();
            producer.start();
            producer.process(exchange, doneSync -> end.complete(exchange));
        } catch (Exception e) {
            throw new IllegalStateException(endpoint + " takes no message", e);
        }
        return end;
    }

    /** The time that a message has which arrives now. */
    public long now() {
        return clock.micros();
    }

    /** How many statements of a batch were committed. */
    public long statements(String batch) {
        return meters.get("device.ingest.batch.size")
                .tag("batch", batch)
                .summary()
                .count();
    }

    /** How many messages they carried together. */
    public long messages(String batch) {
        return (long) meters.get("device.ingest.batch.size")
                .tag("batch", batch)
                .summary()
                .totalAmount();
    }

    /** The sum of a counter, or of the counts of a timer, over all series with these labels. */
    public long count(String name, String... labels) {
        return (long) Search.in(meters).name(name).tags(labels).meters().stream()
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
                .filter(measurement -> measurement.getStatistic() == Statistic.COUNT)
                .mapToDouble(measurement -> measurement.getValue())
                .sum();
    }

    /** What a gauge shows. */
    public double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    /** The answer of a group of the health page. */
    public HealthPage health(String group) {
        return program.getBean(HealthPages.class).group(group);
    }

    @Override
    public void close() {
        program.close();
    }
}
