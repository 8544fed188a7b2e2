package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.PackagedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Integration's environment and flows, given to the packaged program as Camel K's documentation says it gives them. */
class CamelKIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SOURCES = "/etc/camel/sources";

    @TempDir
    Path files;

    @Test
    void aSitesFlowsRunBesideTheRoutesOfTheImage() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"));
                EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
                PackagedProgram program = PackagedProgram.start(files.resolve("log"), environment(broker, database))) {
            await().atMost(SOON).ignoreExceptions().until(program::isReady);
            try (Device device = new Device(broker, "device")) {
                device.publish("gateways/g/position", "{\"latitude\":52.5,\"longitude\":13.4}");
                device.publish("devices/d/sensor", "{\"temperature\":25.5}");
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(database.sql()
                                    .queryForList("SELECT device_id || ' ' || metrics FROM reading", String.class))
                            .containsExactlyInAnyOrder(
                                    "g {\"latitude\": 52.5, \"longitude\": 13.4}", "d {\"temperature\": 25.5}"));
        }
    }

    private Map<String, String> environment(EmbeddedBroker broker, EmbeddedDatabase database) throws Exception {
        Path root = files.toAbsolutePath();
        writeFlows(root);
        Path secrets = Files.createDirectories(root.resolve("etc/device-ingest/secrets"));
        Files.writeString(secrets.resolve("DB_USERNAME"), "postgres");
        Path authority = Files.createDirectories(root.resolve("etc/device-ingest/ca"));
        Files.copy(broker.caFile(), authority.resolve("ca.crt"));
        Map<String, String> environment = new HashMap<>(ManifestSettingsTest.integrationVariables());
        environment.replaceAll((name, value) -> value.replaceAll("(^|file:)(/etc/)", "$1" + root + "$2"));
        environment.putAll(PackagedProgram.addresses(broker, database));
        return environment;
    }

    private static void writeFlows(Path root) throws Exception {
        JsonNode flows = ManifestSettingsTest.integration().at("/spec/flows");
        // JSON is YAML.
        Files.writeString(
                Files.createDirectories(root.resolve(SOURCES.substring(1))).resolve("camel-k-embedded-flow.yaml"),
                flows.toString());
    }
}
