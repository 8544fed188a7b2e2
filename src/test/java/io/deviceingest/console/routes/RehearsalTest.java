package io.deviceingest.console.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.Site;
import io.deviceingest.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.FileSystemUtils;

/** A payload and the cases are tried with the files of a site, which somebody edits. */
class RehearsalTest {

    private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");

    @TempDir
    private Path directory;

    private Rehearsal rehearsal;

    @BeforeEach
    void copyRoutes() throws Exception {
        FileSystemUtils.copyRecursively(Site.ROUTES, directory);
        ConfigurableEnvironment environment =
                Site.environment(Map.of("ROUTES_DIR", directory.toString(), "ROUTES_DIALECTS", ""));
        rehearsal = new Rehearsal(environment, Settings.of(environment).routes(), () -> NOW);
    }

    @Test
    void aGoodPayloadBecomesAnEnvelopeAndRows() throws Exception {
        TrialModel trial = attempt("devices/esp/sensor", "{\"temperature\": 25.5, \"timestamp\": 1762254901}");

        assertThat(trial.verdict()).isEqualTo("stored");
        assertThat(trial.route()).isEqualTo("sensor");
        assertThat(trial.envelopes()).hasSize(1);
        assertThat(trial.envelopes().get(0)).contains("\"device_id\" : \"esp\"");
        assertThat(trial.rows()).containsOnlyKeys("device", "reading", "device_event");
        assertThat(trial.rows().get("reading").get(0).toString()).contains("\"ts\":\"2025-11-04T11:15:01Z\"");
        assertThat(trial.remedy()).isNull();
        assertThat(trial.caseName()).isEqualTo("sensor/devices-esp-sensor");
        assertThat(trial.caseText()).contains("topic: devices/esp/sensor").contains("temperature: 25.5");
    }

    @Test
    void aBrokenPayloadBecomesADeadLetterWithWhatToTry() throws Exception {
        TrialModel trial = attempt("devices/esp/sensor", "{\"temperature\": ");

        assertThat(trial.verdict()).isEqualTo("dead-letter");
        assertThat(trial.sentence()).contains("invalid-json");
        assertThat(trial.remedy()).isNotEmpty();
        assertThat(trial.rows()).containsOnlyKeys("dead_letter");
    }

    @Test
    void whatIsMeantForDevicesIsIgnored() throws Exception {
        assertThat(attempt("devices/esp/command", "{}").verdict()).isEqualTo("ignored");
        assertThat(attempt("devices/esp/command", "{}").caseText()).contains("nothing: true");
    }

    @Test
    void anythingMayBeTried() throws Exception {
        for (String topic : new String[] {"", "/", "devices", "devices/<script>/sensor", "a\u0000b", "#"}) {
            assertThat(attempt(topic, "\u0000<").verdict()).as(topic).isIn("dead-letter", "ignored", "not-subscribed");
        }
    }

    @Test
    void theFilesAreThoseOfThisMoment() throws Exception {
        Path mapping = directory.resolve("mapping/sensor.jslt");
        String right = Files.readString(mapping);

        Files.writeString(mapping, "{ \"broken\": ");
        TrialModel broken = attempt("devices/esp/sensor", "{\"t\": 1}");
        Files.writeString(mapping, right);

        assertThat(broken.verdict()).isEqualTo("not-built");
        assertThat(broken.sentence()).contains("sensor.jslt");
        assertThat(attempt("devices/esp/sensor", "{\"t\": 1}").verdict()).isEqualTo("stored");
    }

    @Test
    void casesRunOnceForTheSameFiles() throws Exception {
        assertThat(rehearsal.cases().at()).isNull();
        assertThat(rehearsal.cases().names()).contains("sensor/seven-metrics");

        assertThat(rehearsal.runCases()).isTrue();

        CasesModel cases = rehearsal.cases();
        assertThat(cases.at()).isEqualTo(NOW);
        assertThat(cases.different()).isZero();
        assertThat(cases.good()).isEqualTo(cases.names().size());
        assertThat(cases.stale()).isFalse();
    }

    @Test
    void aCaseThatDiffersComesFirstWithFileAndLine() throws Exception {
        Path file = directory.resolve("cases/sensor/seven-metrics.yaml");
        Files.writeString(file, Files.readString(file).replace("humidity: 60\n", "humidity: 61\n"));

        rehearsal.runCases();

        CasesModel cases = rehearsal.cases();
        assertThat(cases.different()).isOne();
        assertThat(cases.results().get(0).name()).isEqualTo("sensor/seven-metrics");
        assertThat(cases.results().get(0).mismatches().get(0)).matches("(?s).*seven-metrics.yaml:\\d+  .*humidity.*");
        Files.writeString(file, "");
        assertThat(rehearsal.cases().stale()).isTrue();
    }

    private TrialModel attempt(String topic, String payload) throws Exception {
        return rehearsal.attempt(topic, payload).orElseThrow();
    }
}
