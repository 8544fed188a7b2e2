package io.deviceingest.testkit;

import static io.deviceingest.testkit.Patience.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The installed Prometheus as a process of its own, which scrapes one program and works out the rules of one file, each
 * every second. Not thread-safe.
 */
public final class PrometheusServer implements AutoCloseable {

    private final int port;
    private final Process process;

    private PrometheusServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts one whose files live below a directory that the caller owns, and waits until it answers. */
    public static PrometheusServer start(Path directory, Program program, Path rules) throws IOException {
        Tool prometheus = Tool.named("prometheus");
        int port = FreePort.next();
        Path configuration = Files.createDirectories(directory).resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: device-ingest
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                        labels: {namespace: device-ingest}
                """.formatted(rules.toAbsolutePath(), program.managementPort()));
        Path log = directory.resolve("prometheus.log");
        Process process = prometheus
                .command(
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectOutput(log.toFile())
                .start();
        PrometheusServer server = new PrometheusServer(port, process);
        await().ignoreExceptions().until(() -> !process.isAlive() || server.isReady());
        if (!process.isAlive()) {
            throw new IllegalStateException("prometheus ended: " + Files.readString(log));
        }
        return server;
    }

    /**
     * What an expression gives now, one element per series.
     *
     * @throws IllegalArgumentException when it is no PromQL, with the reason
     */
    public List<JsonNode> query(String expression) throws JsonProcessingException {
        JsonNode answer = get("/api/v1/query?query={expression}", expression);
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(
                    expression + ": " + answer.path("error").asText());
        }
        return elements(answer.at("/data/result"));
    }

    /** The names of all labels that any series has. */
    public List<String> labels() throws JsonProcessingException {
        return elements(get("/api/v1/labels").path("data")).stream()
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode get(String path, Object... values) throws JsonProcessingException {
        return Program.JSON.readTree(Program.HTTP
                .get()
                .uri("http://127.0.0.1:" + port + path, values)
                .retrieve()
                .body(String.class));
    }

    private static List<JsonNode> elements(JsonNode list) {
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }

    private boolean isReady() {
        return Program.HTTP
                .get()
                .uri("http://127.0.0.1:" + port + "/-/ready")
                .retrieve()
                .toBodilessEntity()
                .getStatusCode()
                .is2xxSuccessful();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
