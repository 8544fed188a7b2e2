package io.deviceingest.monitoring;

import static io.deviceingest.testkit.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of the device's dashboard, asked of the real schema with what the real program stored in it. */
class DeviceDashboardIT {

    /** A name that breaks a query which takes it as it is. */
    private static final String DEVICE = "it's";

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase().keepingRows();

    @BeforeAll
    static void storeMessages() throws Exception {
        try (Routes routes = site.startRoutes(Map.of())) {
            routes.send(DEVICE, "sensor", "{\"temperature\":21.5,\"fan\":\"on\"}")
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
            routes.send(DEVICE, "heartbeat", "{\"heap\":50000}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            routes.send(DEVICE, "sensor", "{").get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        site.tables()
                .sql()
                .update(
                        "INSERT INTO device_event (device_id, status, at, cause)"
                                + " VALUES (?, 'offline', now() - interval '2 days', 'silence')",
                        DEVICE);
    }

    static List<JsonNode> panels() throws Exception {
        return Dashboard.read("device.json").panels().stream()
                .filter(panel -> panel.has("targets"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void everyPanelShowsWhatIsStored(JsonNode panel) {
        JsonNode target = panel.at("/targets/0");

        List<Map<String, Object>> rows = ask(target.path("rawSql").asText());

        assertThat(rows).as(panel.path("title").asText()).isNotEmpty();
        if (target.path("format").asText().equals("time_series")) {
            assertThat(rows.get(0)).containsKey("time");
        }
    }

    @Test
    void theStatusBeginsWithWhatItWasBeforeTheTimeShown() throws Exception {
        JsonNode status = panels().get(0);
        assertThat(status.path("title").asText()).isEqualTo("Status over time");

        assertThat(ask(status.at("/targets/0/rawSql").asText()))
                .extracting(row -> row.get("status"))
                .containsExactly("offline", "online");
    }

    @Test
    void theVariablesOfferTheDeviceAndItsMetrics() throws Exception {
        List<JsonNode> variables = Dashboard.read("device.json").variables();

        assertThat(ask(variables.get(0).path("query").asText())).containsExactly(Map.of("device_id", DEVICE));
        assertThat(ask(variables.get(1).path("query").asText()))
                .containsExactly(Map.of("metric_type", "fan"), Map.of("metric_type", "temperature"));
    }

    private static List<Map<String, Object>> ask(String query) {
        String from = Instant.now().minus(Duration.ofHours(1)).toString();
        String to = Instant.now().plus(Duration.ofMinutes(1)).toString();
        // As Grafana writes out its variables and the macros of its PostgreSQL data source.
        String filledIn = query.replace("${device:sqlstring}", "'" + DEVICE.replace("'", "''") + "'")
                .replace("${metric:sqlstring}", "'temperature'")
                .replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 BETWEEN '" + from + "' AND '" + to + "'")
                .replace("$__timeFrom()", "'" + from + "'")
                .replaceAll(
                        "\\$__timeGroupAlias\\((\\w+), \\$__interval\\)",
                        "floor(extract(epoch from $1)/60)*60 AS \"time\"");
        assertThat(filledIn).doesNotContain("$");
        return site.tables().sql().queryForList(filledIn);
    }
}
