package io.deviceingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each route is counted and timed under the names that dashboards have of it, and is forgotten when it is removed. */
class RouteMetersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ProducerTemplate routes;

    @BeforeEach
    void start() throws Exception {
        camel.getCamelContextExtension().setName("program");
        camel.addRoutePolicyFactory(new RouteMetrics().routeMetricsPolicy(meters));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true);
                from("direct:outer").routeId("outer").to("direct:inner");
                from("direct:inner").routeId("inner").process(exchange -> {
                    Exception failure = exchange.getMessage().getBody(Exception.class);
                    if (failure != null) {
                        throw failure;
                    }
                });
            }
        });
        camel.start();
        routes = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void eachRouteThatAnExchangePassesCountsAndTimesIt() {
        routes.sendBody("direct:outer", "well");

        for (String route : new String[] {"outer", "inner"}) {
            assertThat(count("camel.exchanges.total", route)).isOne();
            assertThat(count("camel.exchanges.succeeded", route)).isOne();
            assertThat(count("camel.exchanges.failed", route)).isZero();
            assertThat(meters.get("camel.route.policy")
                            .tag("routeId", route)
                            .timer()
                            .count())
                    .isOne();
        }
    }

    @Test
    void aFailureThatWasHandledIsASuccessToo() {
        routes.sendBody("direct:inner", new IllegalStateException());

        assertThat(count("camel.exchanges.succeeded", "inner")).isOne();
        assertThat(count("camel.exchanges.failures.handled", "inner")).isOne();
    }

    @Test
    void aFailureIsCountedAsOne() {
        assertThatThrownBy(() -> routes.sendBody("direct:inner", new IllegalArgumentException()))
                .isInstanceOf(CamelExecutionException.class);

        assertThat(count("camel.exchanges.total", "inner")).isOne();
        assertThat(count("camel.exchanges.failed", "inner")).isOne();
        assertThat(count("camel.exchanges.succeeded", "inner")).isZero();
    }

    @Test
    void theTagsAreThoseThatDashboardsHave() {
        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTags().toString())
                .contains("[tag(camelContext=program), tag(eventType=route), tag(kind=CamelRoute), tag(routeId=inner)]")
                .allMatch(tags -> tags.contains("kind=CamelRoute"));
    }

    @Test
    void aRouteThatIsRemovedLeavesNoMeters() throws Exception {
        camel.getRouteController().stopRoute("inner");
        camel.removeRoute("inner");

        assertThat(meters.getMeters())
                .extracting(Meter::getId)
                .extracting(id -> id.getTag("routeId"))
                .containsOnly("outer");
    }

    private double count(String name, String route) {
        return meters.get(name).tag("routeId", route).counter().count();
    }
}
