package io.deviceingest.embedded;

import io.deviceingest.IngestProgram;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The program in this process, against given parts. */
public final class Ingest implements Program, AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final int managementPort;

    private Ingest(ConfigurableApplicationContext context) {
        this.context = context;
        this.managementPort =
                ((WebServerApplicationContext) context).getWebServer().getPort();
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
        return new Ingest(new SpringApplicationBuilder(IngestProgram.class).run(arguments));
    }

    @Override
    public int managementPort() {
        return managementPort;
    }

    @Override
    public void close() {
        context.close();
    }
}
