package io.deviceingest.dryrun;

import io.deviceingest.mqtt.Arrival;
import io.deviceingest.mqtt.DeviceTopic;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.EnvironmentPlaceholders;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteBeans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * A site's route files and mappings at work without a broker and without a database: a message enters at
 * {@code direct:message} as the consumer hands it over, and ends where the batch would take it.
 *
 * <p>Nothing leaves the process: what would is said instead. Safe for any number of threads.
 */
public final class DryRun implements AutoCloseable {

    private static final String ENTRANCE = "direct:message";

    private final ConfigurableApplicationContext beans;
    private final CamelContext camel;
    private final ProducerTemplate entrance;
    private final MqttSettings settings;

    private DryRun(ConfigurableApplicationContext beans, CamelContext camel, MqttSettings settings) {
        this.beans = beans;
        this.camel = camel;
        this.entrance = camel.createProducerTemplate();
        this.settings = settings;
    }

    /**
     * Builds every route of ROUTES_DIR that begins with {@code direct:}, from the program's own beans.
     *
     * @throws Exception for a route that cannot be built, as at the start of the program
     */
    public static DryRun open(ConfigurableEnvironment environment) throws Exception {
        Settings settings = Settings.of(environment);
        ConfigurableApplicationContext beans = RouteBeans.of(environment, settings);
        CamelContext camel = new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(beans)));
        try {
            camel.getPropertiesComponent().addPropertiesSource(new EnvironmentPlaceholders(environment));
            camel.getCamelContextExtension().registerEndpointCallback(Nowhere::insteadOfRemote);
            camel.addComponent("batch", new CollectingBatch());
            ((ModelCamelContext) camel).setRouteFilterPattern("direct:*", null);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(files(settings.routes().directory()));
            camel.start();
        } catch (Exception e) {
            camel.close();
            beans.close();
            throw e;
        }
        return new DryRun(beans, camel, settings.mqtt());
    }

    private static List<Resource> files(Path routes) throws IOException {
        List<Resource> resources = new ArrayList<>();
        for (Path file : new NamedFiles(routes).routes()) {
            resources.add(ResourceHelper.fromBytes(file.toString(), Files.readAllBytes(file)));
        }
        return resources;
    }

    /** What the routes make of a message. */
    public Outcome of(Arrival arrival) {
        DeviceTopic topic = DeviceTopic.of(arrival.topic(), settings.topics());
        Trail trail = new Trail();
        Exchange done = entrance.send(ENTRANCE, exchange -> {
            arrival.into(exchange, topic, settings.payloadLimit());
            exchange.setProperty(Trail.PROPERTY, trail);
        });
        return trail.outcome(done.getException());
    }

    @Override
    public void close() {
        camel.stop();
        beans.close();
    }
}
