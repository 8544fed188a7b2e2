package io.deviceingest.embedded;

import io.deviceingest.DeviceIngestApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClient;

/** The program in this process, against given parts; read from outside through its one port. */
public final class Ingest implements AutoCloseable {

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
    public static Ingest start(EmbeddedBroker broker, EmbeddedDatabase database, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--mqtt.broker-host=127.0.0.1",
                "--mqtt.broker-port=" + broker.port(),
                "--mqtt.tls=on",
                "--mqtt.ca-file=" + broker.caFile(),
                "--db.url=" + database.url(),
                "--db.username=postgres",
                "--management.port=0"));
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new Ingest(
                new SpringApplicationBuilder(DeviceIngestApplication.class).run(arguments.toArray(String[]::new)));
    }

    /** The health page's answer. */
    public String health(String group) {
        return http.get().uri("/actuator/health/" + group).retrieve().body(String.class);
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
