package io.deviceingest.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.DeviceIngestApplication;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClient;

/** The program in this process, against given parts; read from outside through its one port. */
public final class Ingest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConfigurableApplicationContext context;
    private final RestClient http;

    private Ingest(ConfigurableApplicationContext context) {
        this.context = context;
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        this.http = RestClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
                .build();
    }

    /** Starts it and returns at once; settings override those of the parts. */
    public static Ingest start(Broker broker, EmbeddedDatabase database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "mqtt.broker-host", "127.0.0.1",
                "mqtt.broker-port", String.valueOf(broker.port()),
                "mqtt.tls", "on",
                "mqtt.ca-file", broker.caFile().toString(),
                "db.url", database.url(),
                "db.username", "postgres",
                "management.port", "0"));
        all.putAll(settings);
        String[] arguments = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new Ingest(new SpringApplicationBuilder(DeviceIngestApplication.class).run(arguments));
    }

    /** The health page's answer. */
    public String health(String group) {
        return http.get().uri("/actuator/health/" + group).retrieve().body(String.class);
    }

    /** What the health page says is wrong with the link to the broker, in words; empty while nothing is. */
    public String problem() {
        try {
            return JSON.readTree(health("readiness"))
                    .at("/components/mqtt/details/problem")
                    .asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isReady() {
        return health("readiness").startsWith("{\"status\":\"UP\"");
    }

    /** The HTTP status of a path. */
    public int status(String path) {
        return http.get()
                .uri(path)
                .retrieve()
                .toBodilessEntity()
                .getStatusCode()
                .value();
    }

    /** The sum of a metric over all series whose line contains the text. */
    public double metric(String name, String label) {
        return http.get()
                .uri("/actuator/prometheus")
                .retrieve()
                .body(String.class)
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    public double metric(String name) {
        return metric(name, "");
    }

    @Override
    public void close() {
        context.close();
    }
}
