package io.deviceingest.dryrun;

import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.EnvironmentPlaceholders;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteBeans;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * A site's route files and mappings at work without a broker: a message enters the route that subscribes to its topic,
 * as the consumer hands it over, and ends where the batch would take it. Without a route for its topic it enters at
 * {@code direct:message}.
 *
 * <p>Nothing leaves the process, and what would is reported; only a given database is written to. Safe for any
 * number of threads, with a database for one.
 */
public final class DryRun implements AutoCloseable {

    private static final String WITHOUT_ENTRANCE = "direct:message";

    /** The route that takes what devices send by this project's own rules. */
    private static final String MAIN = "mqtt";

    private final ConfigurableApplicationContext beans;
    private final CamelContext camel;
    private final DryRunMqttComponent entrances;
    private final ProducerTemplate withoutEntrance;
    private final MqttSettings settings;

    private DryRun(
            ConfigurableApplicationContext beans,
            CamelContext camel,
            DryRunMqttComponent entrances,
            MqttSettings settings) {
        this.beans = beans;
        this.camel = camel;
        this.entrances = entrances;
        this.withoutEntrance = camel.createProducerTemplate();
        this.settings = settings;
    }

    /**
     * Builds every route of the site that messages take, from the program's own beans.
     *
     * @throws Exception for a route that cannot be built, as at the start of the program
     */
    public static DryRun open(ConfigurableEnvironment environment) throws Exception {
        Settings settings = Settings.of(environment);
        return open(environment, settings, RouteBeans.of(environment, settings), false);
    }

    /**
     * The same, and what a message becomes is also written: each at once and alone, through the routes of the batches.
     *
     * @param database where the routes find {@code dataSource}
     * @throws Exception for a route that cannot be built, as at the start of the program
     */
    public static DryRun writingTo(DataSource database, ConfigurableEnvironment environment) throws Exception {
        Settings settings = Settings.of(environment);
        return open(environment, settings, RouteBeans.of(environment, settings, database), true);
    }

    private static DryRun open(
            ConfigurableEnvironment environment,
            Settings settings,
            ConfigurableApplicationContext beans,
            boolean writes)
            throws Exception {
        DryRunMqttComponent entrances = new DryRunMqttComponent();
        CamelContext camel = new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(beans)));
        try {
            camel.getPropertiesComponent().addPropertiesSource(new EnvironmentPlaceholders(environment));
            camel.getCamelContextExtension()
                    .registerEndpointCallback(
                            writes ? BlockedEndpoints::insteadOfRemoteButDatabase : BlockedEndpoints::insteadOfRemote);
            camel.addComponent("batch", new DryRunBatchComponent(settings.batch(), writes));
            camel.addComponent("paho-mqtt5", entrances);
            ((ModelCamelContext) camel).setRouteFilterPattern("direct:*,paho-mqtt5:*", null);
            PluginHelper.getRoutesLoader(camel).loadRoutes(new NamedFiles(settings.routes()).routeResources());
            camel.start();
        } catch (Exception e) {
            camel.close();
            beans.close();
            throw e;
        }
        return new DryRun(beans, camel, entrances, settings.mqtt());
    }

    /** Every filter that the running program subscribes to: MQTT_TOPIC's first. */
    public List<String> filters() {
        return Stream.concat(settings.session().topics().stream(), entrances.filters().stream())
                .distinct()
                .toList();
    }

    /** Of the routes with filters of their own beside those of MQTT_TOPIC. */
    public List<Subscription> subscriptions() {
        return entrances.subscriptions().stream()
                .filter(subscription -> !subscription.route().equals(MAIN))
                .toList();
    }

    /** What the route that subscribes to a topic reads out of it. */
    public DeviceTopic topic(String topic) {
        return DeviceTopic.of(
                topic,
                entrances
                        .entrance(topic)
                        .map(DryRunMqttComponent.Entrance::filters)
                        .orElse(settings.session().topics()));
    }

    /** Which route a message on this topic is for: the one that subscribes to it, or that of its suffix. */
    public String route(String topic) {
        String subscribing = entrances
                .entrance(topic)
                .map(DryRunMqttComponent.Entrance::getRouteId)
                .orElse(MAIN);
        if (!subscribing.equals(MAIN)) {
            return subscribing;
        }
        String suffix = String.valueOf(topic(topic).suffix());
        return camel.getRoute(suffix) != null ? suffix : "message";
    }

    /** Whether a route subscribes to a filter that matches this topic: else no such message comes. */
    public boolean isSubscribed(String topic) {
        return entrances.entrance(topic).isPresent();
    }

    /** What the routes make of a message. */
    public Outcome run(Arrival arrival) {
        Optional<DryRunMqttComponent.Entrance> entrance = entrances.entrance(arrival.topic());
        DeviceTopic topic = topic(arrival.topic());
        DryRunTrace trail = new DryRunTrace();
        Processor message = exchange -> {
            arrival.into(exchange, topic, settings.limits().payloadLimit());
            exchange.setProperty(DryRunTrace.PROPERTY, trail);
        };
        Exchange done =
                entrance.isPresent() ? entrance.get().send(message) : withoutEntrance.send(WITHOUT_ENTRANCE, message);
        return trail.outcome(done.getException());
    }

    @Override
    public void close() {
        camel.stop();
        beans.close();
    }
}
