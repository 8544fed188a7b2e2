package io.deviceingest.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Stream;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClient;

/** The running program as an operator sees it: from outside, through its one port. */
public interface Program {

    RestClient HTTP = RestClient.builder()
            .requestFactory(Patience.ofRequests())
            .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
            .build();

    ObjectMapper JSON = new ObjectMapper();

    int managementPort();

    private RestClient.ResponseSpec get(String path) {
        return HTTP.get().uri("http://127.0.0.1:" + managementPort() + path).retrieve();
    }

    /** The HTTP status of a path. */
    default int status(String path) {
        return get(path).toBodilessEntity().getStatusCode().value();
    }

    /** The health page's answer. */
    default String health(String group) {
        return get("/actuator/health/" + group).body(String.class);
    }

    default boolean isReady() {
        return health("readiness").startsWith("{\"status\":\"UP\"");
    }

    /** False once it has ended, or failed to start. */
    default boolean isRunning() {
        return true;
    }

    default void awaitReady() {
        Patience.await("the program is ready").ignoreExceptions().until(() -> !isRunning() || isReady());
        if (!isRunning()) {
            throw new IllegalStateException("the program has ended before it was ready");
        }
    }

    /** What the health page says is wrong with the link to the broker, in words; empty while nothing is. */
    default String problem() {
        return problem("mqtt");
    }

    /** The same of one of its components. */
    default String problem(String component) {
        try {
            JsonNode details = JSON.readTree(health("readiness")).at("/components/" + component + "/details");
            String remedy = details.path("try").asText();
            return details.path("problem").asText() + (remedy.isEmpty() ? "" : "; try: " + remedy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole page of metrics. */
    default String metrics() {
        return get("/actuator/prometheus").body(String.class);
    }

    /** The sum of a metric over all series whose line contains the text. */
    default double metric(String name, String label) {
        return sum(metrics(), name, label);
    }

    default double metric(String name) {
        return metric(name, "");
    }

    private static double sum(String page, String name, String label) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Messages of which nobody knows what became of them: received minus all outcomes and what is in flight. */
    default double accountGap() {
        // Of one page: read one after the other, the figures would be of different moments.
        String page = metrics();
        double known = Stream.of(
                        "stored_total",
                        "duplicate_total",
                        "dead_lettered_total",
                        "ignored_total",
                        "dropped_total",
                        "returned_total",
                        "in_flight")
                .mapToDouble(outcome -> sum(page, "device_ingest_messages_" + outcome, ""))
                .sum();
        return sum(page, "device_ingest_messages_received_total", "") - known;
    }
}
