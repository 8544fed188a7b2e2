package io.deviceingest.management;

import io.deviceingest.settings.ManagementSettings;
import io.deviceingest.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Opens the management port as soon as the settings have been checked, and long before there is anything to say: alive,
 * and starting. {@link Pages} are what it says later. Without state.
 */
public final class ManagementInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** Set to false by what runs beside the program with its settings: the port belongs to the program. */
    private static final String WANTED = "management.pages";

    private static final Answer ALIVE = Answer.health(true, json("{\"status\":\"UP\"}"));

    private static final Answer STARTING = Answer.health(false, json("""
            {"status":"OUT_OF_SERVICE","components":{"start":{"status":"OUT_OF_SERVICE",\
            "details":{"problem":"starting: the program is put together"}}}}"""));

    /** Prometheus takes anything but 200 for a scrape that failed, and asks again. */
    private static final Answer NO_METRICS_YET = Answer.text(503, "Starting: there are no metrics yet.");

    private static final Map<String, Page> PAGES = Map.of(
            Pages.HEALTH,
            accept -> STARTING,
            Pages.HEALTH + "/readiness",
            accept -> STARTING,
            Pages.HEALTH + "/liveness",
            accept -> ALIVE,
            Pages.METRICS,
            accept -> NO_METRICS_YET);

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void initialize(ConfigurableApplicationContext program) {
        if (!program.getEnvironment().getProperty(WANTED, Boolean.class, true)) {
            return;
        }
        ManagementSettings settings = Settings.of(program.getEnvironment()).management();
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) program.getBeanFactory();
        try {
            ManagementServer server = ManagementServer.open(program, settings, PAGES);
            beans.registerSingleton("managementServer", server);
            // Also where the start fails.
            beans.registerDisposableBean("managementServer", server::close);
        } catch (IOException e) {
            throw new PortTakenException(settings, e);
        }
    }
}
