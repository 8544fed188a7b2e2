package io.deviceingest.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When Prometheus calls a person, and what it tells them. */
class AlertRulesTest {

    private static final Path TESTS = Path.of("src/test/resources/prometheus/rules-test.yaml");

    @TempDir
    Path files;

    private AlertRules rules;

    @BeforeEach
    void readRules() throws IOException {
        rules = AlertRules.read();
    }

    @Test
    void prometheusAcceptsEveryRule() throws Exception {
        Tool.named("promtool")
                .mustRun(
                        "check",
                        "rules",
                        rules.write(files.resolve("rules.yaml")).toString());
    }

    @Test
    void eachAlertFiresAtItsMinuteAndNotBefore() throws Exception {
        rules.writeWithSummaries(files.resolve("rules.yaml"));
        Path tests = Files.copy(TESTS, files.resolve("rules-test.yaml"));

        Tool.named("promtool").mustRun("test", "rules", tests.toString());
    }

    @Test
    void eachAlertIsTestedBothWays() throws IOException {
        Set<String> firing = new HashSet<>();
        Set<String> silent = new HashSet<>();
        for (JsonNode test : AlertRules.yaml(TESTS).path("tests")) {
            test.path("alert_rule_test")
                    .forEach(moment -> (moment.has("exp_alerts") ? firing : silent)
                            .add(moment.path("alertname").asText()));
        }
        assertThat(firing).containsExactlyInAnyOrderElementsOf(names());
        assertThat(silent).containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void eachAlertSaysHowBadItIsAndWhatToDo() {
        assertThat(rules.alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).endsWith(".");
        });
    }

    @Test
    void eachAlertLeadsToItsOwnSectionOfTheOperatorsPage() throws IOException {
        List<String> sections = Files.readString(Path.of("docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("### DeviceIngest"))
                .map(line -> line.substring("### ".length()))
                .toList();

        assertThat(sections).containsExactlyElementsOf(names());
        assertThat(rules.alerts())
                .allSatisfy(
                        alert -> assertThat(alert.at("/annotations/runbook_url").asText())
                                .isEqualTo("docs/operations.md#"
                                        + alert.path("alert").asText().toLowerCase(Locale.ROOT)));
    }

    private List<String> names() {
        return rules.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .toList();
    }
}
