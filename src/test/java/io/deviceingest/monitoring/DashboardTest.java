package io.deviceingest.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards are what Grafana's model allows, and look as they should. No Grafana was run here. */
class DashboardTest {

    private static final int COLUMNS = 24;

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyFieldIsOneThatGrafanaKnows(Dashboard dashboard) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        Files.readString(Path.of("src/test/resources/grafana/dashboard.schema.json")),
                        InputFormat.JSON);

        assertThat(schema.validate(dashboard.json()))
                .extracting(Error::toString)
                .as(dashboard.file().toString())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void noPanelCoversAnotherOrLeavesTheScreen(Dashboard dashboard) {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            JsonNode at = panel.path("gridPos");
            int right = at.path("x").asInt() + at.path("w").asInt();
            assertThat(right).as(panel.path("title").asText()).isLessThanOrEqualTo(COLUMNS);
            for (int x = at.path("x").asInt(); x < right; x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    assertThat(taken.add(x + "," + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelHasItsOwnNumber(Dashboard dashboard) {
        assertThat(dashboard.panels())
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
    }

    @Test
    void eachDashboardLeadsToEveryOther() throws IOException {
        List<String> addresses = dashboards().stream()
                .map(dashboard -> "/d/" + dashboard.json().path("uid").asText())
                .toList();

        assertThat(dashboards())
                .hasSizeGreaterThan(1)
                .allSatisfy(dashboard -> assertThat(
                                Dashboard.elements(dashboard.json().path("links")))
                        .extracting(link -> link.path("url").asText())
                        .containsExactlyInAnyOrderElementsOf(addresses.stream()
                                .filter(address -> !address.endsWith(
                                        "/" + dashboard.json().path("uid").asText()))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void startsAndEditsAreMarked(Dashboard dashboard) {
        assertThat(dashboard.annotations())
                .extracting(annotation -> annotation.path("name").asText())
                .containsExactly("Start of a replica", "Edit of the routes");
        // The variable that says where they come from is there.
        assertThat(dashboard.annotations())
                .allSatisfy(annotation -> assertThat(
                                Dashboard.elements(dashboard.json().at("/templating/list")))
                        .anySatisfy(variable -> {
                            assertThat("${" + variable.path("name").asText() + "}")
                                    .isEqualTo(annotation.at("/datasource/uid").asText());
                            assertThat(variable.path("query").asText()).isEqualTo("prometheus");
                        }));
    }

    @Test
    void theConfigMapHoldsEveryDashboard() throws IOException {
        JsonNode kustomization = AlertRules.yaml(Path.of("k8s/grafana/kustomization.yaml"));

        assertThat(Dashboard.elements(kustomization.at("/configMapGenerator/0/files")))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(Dashboard.all().stream()
                        .map(dashboard -> dashboard.file().getFileName().toString())
                        .toList());
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.json().path("uid").asText())
                .doesNotHaveDuplicates();
    }
}
