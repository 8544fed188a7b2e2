package io.deviceingest.site;

import io.deviceingest.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Builds the routes of a directory as the program does, from the same beans, and starts none of them: no endpoint
 * connects, no timer runs. It goes on after a mistake, to find the others too. For one thread and one use.
 */
public final class RouteModel {

    private final ConfigurableEnvironment environment;
    private final Settings settings;
    private final Map<Path, FileMistake> mistakes = new LinkedHashMap<>();

    public RouteModel(ConfigurableEnvironment environment, Settings settings) {
        this.environment = environment;
        this.settings = settings;
    }

    /**
     * The first mistake of each file; where every file is right alone, a step that leads nowhere. None when the program
     * would start with them.
     */
    public List<FileMistake> mistakes(List<Path> files) throws Exception {
        try (ConfigurableApplicationContext beans = RouteBeans.of(environment, settings);
                CamelContext camel =
                        new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(beans)))) {
            camel.setAutoStartup(false);
            camel.getPropertiesComponent().addPropertiesSource(new EnvironmentPlaceholders(environment));
            // Mappings are looked at on their own, each with its file; here they are not read.
            camel.addComponent("jslt", new JsltComponent());
            camel.start();
            Map<Path, RoutesBuilder> builders = parsed(camel, files);
            // As in the program: what configures the routes is known before the first of them.
            for (Map.Entry<Path, RoutesBuilder> file : builders.entrySet()) {
                if (file.getValue() instanceof RouteConfigurationsBuilder configurations) {
                    attempt(file.getKey(), () -> camel.addRoutesConfigurations(configurations));
                }
            }
            for (Map.Entry<Path, RoutesBuilder> file : builders.entrySet()) {
                if (!mistakes.containsKey(file.getKey())) {
                    attempt(file.getKey(), () -> camel.addRoutes(file.getValue()));
                }
            }
            if (mistakes.isEmpty()) {
                MissingRouteException.check(camel);
            }
        } catch (MissingRouteException e) {
            return List.of(e.in(files));
        }
        return List.copyOf(mistakes.values());
    }

    private Map<Path, RoutesBuilder> parsed(CamelContext camel, List<Path> files) {
        Map<Path, RoutesBuilder> builders = new LinkedHashMap<>();
        for (Path file : files) {
            attempt(file, () -> {
                for (RoutesBuilder builder : new ArrayList<>(
                        PluginHelper.getRoutesLoader(camel).findRoutesBuilders(RouteText.resource(file)))) {
                    builders.put(file, builder);
                }
            });
        }
        return builders;
    }

    private void attempt(Path file, Step step) {
        try {
            step.run();
        } catch (Exception | StackOverflowError e) {
            mistakes.putIfAbsent(file, RouteMistakes.in(file, e));
        }
    }

    private interface Step {
        void run() throws Exception;
    }
}
