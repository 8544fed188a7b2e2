package io.deviceingest.k8s;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Integration's environment and flows, given to the packaged program as Camel K's documentation says it gives them. */
class CamelKIT {

    private static final String SOURCES = "/etc/camel/sources";

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    private final Tables tables = site.tables();

    @Test
    void aSitesFlowsRunBesideTheRoutesOfTheImage() throws Exception {
        site.add(PackagedProgram.start(site.files().resolve("log"), environment()))
                .awaitReady();
        Device device = site.device();
        device.publish("gateways/g/position", "{\"latitude\":52.5,\"longitude\":13.4}");
        device.publish("devices/d/sensor", "{\"temperature\":25.5}");

        await().untilAsserted(() -> assertThat(tables.texts("SELECT device_id || ' ' || metrics FROM reading"))
                .containsExactlyInAnyOrder("g {\"latitude\": 52.5, \"longitude\": 13.4}", "d {\"temperature\": 25.5}"));
    }

    private Map<String, String> environment() throws Exception {
        Path root = site.files();
        writeFlows(root);
        Path secrets = Files.createDirectories(root.resolve("etc/device-ingest/secrets"));
        Files.writeString(secrets.resolve("DB_USERNAME"), "postgres");
        Path authority = Files.createDirectories(root.resolve("etc/device-ingest/ca"));
        Files.copy(site.broker().caFile(), authority.resolve("ca.crt"));
        Map<String, String> environment = new HashMap<>(ManifestSettingsTest.integrationVariables());
        environment.replaceAll((name, value) -> value.replaceAll("(^|file:)(/etc/)", "$1" + root + "$2"));
        environment.putAll(PackagedProgram.addresses(site.broker(), site.database()));
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
