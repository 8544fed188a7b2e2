package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The routes of this project with all dialects on, as a site has them. */
public final class Site {

    public static final Path ROUTES = Path.of("routes");

    private Site() {}

    /** The environment of a program with these settings, and with no other that would be one of the routes. */
    public static ConfigurableEnvironment environment(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "ROUTES_DIR",
                ROUTES.toString(),
                "ROUTES_DIALECTS",
                dialects(),
                "MQTT_TOPIC",
                "devices/+/#",
                "PAYLOAD_LIMIT",
                "256KB"));
        all.putAll(settings);
        ConfigurableEnvironment environment = SettingsSources.environment(new ArrayList<>());
        environment.getPropertySources().addFirst(new MapPropertySource("test", all));
        return environment;
    }

    static Cases cases(ConfigurableEnvironment environment) throws Exception {
        return Cases.of(Settings.of(environment).routes());
    }

    /** A named test for each case. */
    static List<DynamicTest> tests(Cases cases, CaseRunner depth) throws Exception {
        return cases.run(depth).stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.name(), () -> assertThat(result.mismatches()).isEmpty()))
                .toList();
    }

    private static String dialects() {
        Path folder = ROUTES.resolve("dialects");
        if (!Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> all = Files.list(folder)) {
            return String.join(
                    ",",
                    all.map(dialect -> dialect.getFileName().toString())
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
