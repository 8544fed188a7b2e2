package io.deviceingest.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.message.Arrival;
import io.deviceingest.settings.SettingsSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.FileSystemUtils;

/** The real route files without a broker and a database; and a site's own, which may lead out of the process. */
class DryRunTest {

    private static final Path ROUTES = Path.of("routes");

    @TempDir
    Path files;

    private static DryRun open(Path routes) throws Exception {
        ConfigurableEnvironment environment = SettingsSources.environment(new ArrayList<>());
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("ROUTES_DIR", routes.toString())));
        return DryRun.open(environment);
    }

    @Test
    void aMessageThatWouldBeStoredIsItsEnvelope() throws Exception {
        try (DryRun dryRun = open(ROUTES)) {
            Outcome outcome = dryRun.run(arrival("devices/d/sensor", "{\"temperature\":25.5}"));

            assertThat(outcome).isInstanceOf(Outcome.Envelopes.class);
            JsonNode envelope = new ObjectMapper()
                    .readTree(((Outcome.Envelopes) outcome).all().get(0));
            assertThat(envelope.path("device_id").asText()).isEqualTo("d");
            assertThat(envelope.path("received_at").asLong()).isEqualTo(1_762_254_901_000_000L);
            assertThat(envelope.at("/metrics/temperature").asDouble()).isEqualTo(25.5);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        devices/d/sensor   | {                     | invalid-json       | close marker for Object (start marker at line: 1, column: 1) (line 1, column 2)
        devices/d/sensor   | {"device_id":"other"} | device-id-mismatch | the payload names device "other"
        devices/d/status   | 1                     | unmappable         | status must be
        devices/d/firmware | {}                    | unknown-topic      | the suffix 'firmware'
        device             | {}                    | unknown-topic      | the device id was ''
        """)
    void aMessageThatCanNeverSucceedIsADeadLetterWithItsReason(
            String topic, String payload, String reason, String error) throws Exception {
        try (DryRun dryRun = open(ROUTES)) {
            Outcome outcome = dryRun.run(arrival(topic, payload));

            assertThat(outcome).isInstanceOfSatisfying(Outcome.DeadLetter.class, letter -> {
                assertThat(letter.reason()).isEqualTo(reason);
                assertThat(letter.error()).contains(error);
            });
        }
    }

    @Test
    void whatIsMeantForDevicesIsIgnored() throws Exception {
        try (DryRun dryRun = open(ROUTES)) {
            assertThat(dryRun.run(arrival("devices/d/command", "{}"))).isEqualTo(new Outcome.Ignored());
        }
    }

    @Test
    void noMappingOfJsonSeesAPayloadOfZeroBytesWhicheverRouteNamesIt() throws Exception {
        Path site = copyOfRoutes();
        replace(site.resolve("ingest.camel.yaml"), "payloadEmpty", "payloadOfAnotherSite");
        replace(site.resolve("sensor.camel.yaml"), "uri: batch:store", "uri: direct:envelope");
        try (DryRun dryRun = open(site)) {
            assertThat(dryRun.run(arrival("devices/d/sensor", ""))).isEqualTo(new Outcome.Ignored());
            assertThat(dryRun.run(arrival("devices/d/sensor", " "))).isInstanceOf(Outcome.DeadLetter.class);
        }
    }

    @Test
    void aSitesOwnMappingIsWhatRuns() throws Exception {
        Path site = copyOfRoutes();
        Files.writeString(site.resolve("mapping/sensor.jslt"), "{\"device_id\": \"mine\", \"t\": .t}");
        try (DryRun dryRun = open(site)) {
            assertThat(dryRun.run(arrival("devices/d/sensor", "{\"t\":1}")).toString())
                    .contains("{\"device_id\":\"mine\",\"t\":1}");
        }
    }

    @Test
    void whatWouldLeaveTheProcessIsReportedAndNotDone() throws Exception {
        Path site = copyOfRoutes();
        replace(site.resolve("heartbeat.camel.yaml"), "uri: batch:store", "uri: \"jdbc:dataSource\"");
        try (DryRun dryRun = open(site)) {
            assertThat(dryRun.run(arrival("devices/d/heartbeat", "{}")))
                    .isEqualTo(new Outcome.Beyond("jdbc://dataSource"));
        }
    }

    private static void replace(Path file, String old, String fresh) throws IOException {
        Files.writeString(file, Files.readString(file).replace(old, fresh));
    }

    private Path copyOfRoutes() throws Exception {
        Path site = files.resolve("routes");
        FileSystemUtils.copyRecursively(ROUTES, site);
        return site;
    }

    private static Arrival arrival(String topic, String payload) {
        return new Arrival(
                topic, payload.getBytes(StandardCharsets.UTF_8), 1, false, false, Map.of(), 1_762_254_901_000_000L);
    }
}
