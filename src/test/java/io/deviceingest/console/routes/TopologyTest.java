package io.deviceingest.console.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.Site;
import io.deviceingest.console.routes.Topology.Edge;
import io.deviceingest.console.routes.Topology.Kind;
import io.deviceingest.console.routes.Topology.Node;
import io.deviceingest.console.routes.TopologyDrawing.Box;
import io.deviceingest.console.routes.TopologyDrawing.Drawing;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.EnvironmentPlaceholders;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteBeans;
import java.util.Map;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/** The topology of the project's own routes, as Camel has built them. */
class TopologyTest {

    @Test
    void eachWayOfAMessageIsThere() throws Exception {
        Topology topology = topology("");

        assertThat(topology.before("mqtt")).containsExactly("devices/+/#");
        assertThat(topology.after("mqtt", false)).containsExactly("message");
        assertThat(topology.after("message", false))
                .containsExactly("too-large", "ignored", "sensor", "heartbeat", "status", "unknown-topic");
        assertThat(topology.after("sensor", false)).containsExactly("store");
        assertThat(topology.after("sensor", true)).containsExactly("dead-letter", "too-large");
        assertThat(topology.after("store", false)).containsExactly("PostgreSQL");
        assertThat(topology.after("dead-letter", false)).containsExactly("dead-letters");
        assertThat(topology.after("unknown-topic", false)).containsExactly("dead-letter");
        assertThat(topology.after("ignored", false)).containsExactly("ignored, counted");
        assertThat(topology.after("dead-letters", true)).containsExactly("dead-letters-stripped");
        assertThat(topology.before("presence")).containsExactly("timer presence");
    }

    @Test
    void aRouteSaysWhereItIsWritten() throws Exception {
        Node sensor = topology("").node("sensor").orElseThrow();

        assertThat(sensor.description()).isEqualTo("Turn a sensor message into an envelope and store it");
        assertThat(sensor.group()).isEqualTo("mapping");
        assertThat(sensor.mappings()).containsExactly("sensor.jslt");
        assertThat(sensor.file()).isEqualTo("sensor.camel.yaml");
        assertThat(sensor.line()).isPositive();
    }

    @Test
    void aDialectHasFiltersOfItsOwn() throws Exception {
        Topology topology = topology("zigbee2mqtt");

        assertThat(topology.before("zigbee2mqtt")).containsExactly("zigbee2mqtt/+", "zigbee2mqtt/+/+/#");
        assertThat(topology.after("zigbee2mqtt", false)).contains("envelope");
    }

    @Test
    void eachPlaceOfTheDrawingIsRightOfThoseBeforeIt() throws Exception {
        for (String dialects : new String[] {"", "zigbee2mqtt,tasmota,shelly,homie"}) {
            Topology topology = topology(dialects);
            Drawing drawing = TopologyDrawing.of(topology);

            assertThat(drawing.boxes()).hasSameSizeAs(topology.nodes());
            for (Edge edge : topology.edges()) {
                if (!edge.failing()) {
                    assertThat(box(drawing, edge.from()).x())
                            .as("%s", edge)
                            .isLessThan(box(drawing, edge.to()).x());
                }
            }
            assertThat(drawing.boxes()).noneMatch(box -> overlapsAnother(box, drawing));
            assertThat(drawing.boxes()).allMatch(box -> box.y() >= 0 && box.y() + box.height() <= drawing.height());
        }
    }

    @Test
    void theEndsStandInTheLastColumn() throws Exception {
        Drawing drawing = TopologyDrawing.of(topology(""));

        int last = drawing.boxes().stream().mapToInt(Box::x).max().orElseThrow();
        assertThat(drawing.boxes())
                .filteredOn(box -> box.node().kind() == Kind.END)
                .extracting(Box::x)
                .containsOnly(last);
    }

    private static boolean overlapsAnother(Box one, Drawing drawing) {
        return drawing.boxes().stream()
                .anyMatch(other -> !other.equals(one)
                        && other.x() == one.x()
                        && other.y() < one.y() + one.height()
                        && one.y() < other.y() + other.height());
    }

    private static Box box(Drawing drawing, String id) {
        return drawing.boxes().stream()
                .filter(box -> box.node().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Topology topology(String dialects) throws Exception {
        ConfigurableEnvironment environment = Site.environment(Map.of("ROUTES_DIALECTS", dialects));
        Settings settings = Settings.of(environment);
        try (ConfigurableApplicationContext beans = RouteBeans.of(environment, settings);
                DefaultCamelContext camel =
                        new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(beans)))) {
            camel.setAutoStartup(false);
            camel.getPropertiesComponent().addPropertiesSource(new EnvironmentPlaceholders(environment));
            camel.addComponent("jslt", new JsltComponent());
            camel.start();
            PluginHelper.getRoutesLoader(camel).loadRoutes(new NamedFiles(settings.routes()).routeResources());
            return TopologyReader.read(camel);
        }
    }
}
