package io.deviceingest.monitoring;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.PrometheusServer;
import io.deviceingest.testkit.TestSite;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every query of the rules and of the dashboard, asked of a real Prometheus that scrapes the real program. */
class MetricQueriesIT {

    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase().withProgram(Map.of());

    private static PrometheusServer prometheus;

    @BeforeAll
    static void letMessagesFlow() throws Exception {
        prometheus = site.add(PrometheusServer.start(
                site.files().resolve("prometheus"),
                site.program(),
                AlertRules.read().write(site.files().resolve("rules.yaml"))));
        // A counter that is first seen when it has grown, has not grown.
        await().until(() -> !prometheus.query("device_ingest_database_up == 1").isEmpty());
        Device device = site.device();
        device.publish("devices/d/sensor", "{\"timestamp\":1762254901,\"t\":1}");
        device.publish("devices/d/sensor", "{\"timestamp\":1762254901,\"t\":1}");
        device.publish("devices/d/heartbeat", "{\"heap\":50000}");
        device.publish("devices/d/sensor", "{");
        device.publish("devices/d/cmd", "{}");
        await().until(() -> !prometheus
                .query("device_ingest:messages_unaccounted == 0 and device_ingest:messages_received:rate5m > 0")
                .isEmpty());
    }

    @Test
    void everyRuleAsksForWhatTheProgramGives() throws Exception {
        for (JsonNode rule : AlertRules.read().all()) {
            asksForWhatExists(rule.path("expr").asText());
        }
    }

    @Test
    void ofAHealthyProgramOnlyWrongMessagesAreReported() {
        await().untilAsserted(() -> assertThat(firing()).containsExactly("DeviceIngestDeadLetters"));
    }

    @Test
    void everyPanelShowsWhatTheProgramGives() throws Exception {
        for (JsonNode panel : Dashboard.read("ingest.json").panels()) {
            for (JsonNode target : panel.path("targets")) {
                String expression = filledIn(target.path("expr").asText());
                asksForWhatExists(expression);
                assertThat(prometheus.query(expression))
                        .as(expression)
                        .isNotEmpty()
                        .allSatisfy(series -> LEGEND_LABEL
                                .matcher(target.path("legendFormat").asText())
                                .results()
                                .forEach(label -> assertThat(
                                                series.path("metric").has(label.group(1)))
                                        .as("label %s of %s", label.group(1), expression)
                                        .isTrue()));
            }
        }
    }

    @Test
    void everyMarkIsOfWhatTheProgramGives() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            for (JsonNode mark : dashboard.annotations()) {
                String expression = filledIn(mark.path("expr").asText());
                asksForWhatExists(expression);
                if (mark.path("useValueForTime").asBoolean()) {
                    String moment =
                            prometheus.query(expression).get(0).at("/value/1").asText();
                    // In the tests the program is this process.
                    assertThat(Double.parseDouble(moment))
                            .isCloseTo(
                                    (double)
                                            ManagementFactory.getRuntimeMXBean().getStartTime(),
                                    within(5_000.0));
                }
            }
        }
    }

    @Test
    void whatRunsIsReportedByTheLabelsOfOneSeries() throws Exception {
        assertThat(prometheus.query("device_ingest_info")).singleElement().satisfies(info -> {
            assertThat(info.at("/value/1").asText()).isEqualTo("1");
            assertThat(List.of("version", "java", "spring_boot", "camel"))
                    .allSatisfy(label ->
                            assertThat(info.path("metric").path(label).asText()).isNotBlank());
        });
    }

    @Test
    void everyVariableFindsItsValues() throws Exception {
        for (JsonNode variable : Dashboard.read("ingest.json").variables()) {
            Matcher query = LABEL_VALUES.matcher(filledIn(variable.path("query").asText()));
            assertThat(query.matches()).as(variable.toString()).isTrue();
            assertThat(prometheus.query(query.group(1)))
                    .isNotEmpty()
                    .allSatisfy(series -> assertThat(series.path("metric").has(query.group(2)))
                            .isTrue());
        }
    }

    /** The alerts whose condition holds now, however long it must hold. */
    private List<String> firing() throws Exception {
        List<String> firing = new ArrayList<>();
        for (JsonNode alert : AlertRules.read().alerts()) {
            if (!prometheus.query(alert.path("expr").asText()).isEmpty()) {
                firing.add(alert.path("alert").asText());
            }
        }
        return firing;
    }

    private void asksForWhatExists(String expression) throws Exception {
        prometheus.query(expression);
        assertThat(Selectors.of(expression))
                .isNotEmpty()
                .allSatisfy(selector -> assertThat(prometheus.query("last_over_time(" + selector + "[5m])"))
                        .as("%s of %s", selector, expression)
                        .isNotEmpty());
        assertThat(prometheus.labels()).as(expression).containsAll(Selectors.labels(expression));
    }

    /** As Grafana does it with all jobs and all replicas chosen. */
    private static String filledIn(String expression) {
        return expression.replaceAll("\\$(job|instance)\\b", ".*").replace("$__rate_interval", "1m");
    }
}
