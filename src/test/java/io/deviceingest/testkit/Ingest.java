package io.deviceingest.testkit;

import io.deviceingest.IngestProgram;
import io.deviceingest.management.ManagementServer;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The program in this process; its settings are given by the names that operators write. */
public final class Ingest implements Program, AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final int managementPort;

    private Ingest(ConfigurableApplicationContext context) {
        this.context = context;
        this.managementPort = context.getBean(ManagementServer.class).port();
    }

    /** Starts it with these settings, on a free management port, and returns at once. */
    public static Ingest start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("MANAGEMENT_PORT", "0");
        return new Ingest(run(all));
    }

    static ConfigurableApplicationContext run(Map<String, String> settings) {
        return new SpringApplicationBuilder(IngestProgram.class)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
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
