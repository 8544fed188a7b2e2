package io.deviceingest.packaging;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.deviceingest.site.RouteMistakeAnalyzer;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A site's own route or mapping with a mistake in it: refused at start where that can be seen, else harmless to the others. */
class SiteFilesIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase();

    private static final Tables tables = site.tables();

    @TempDir
    Path files;

    private Path routes;

    @BeforeEach
    void copyRoutes() throws Exception {
        routes = files.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
    }

    @Test
    void anExceptionThrownByAMappingIsADeadLetterAndTheStreamGoesOn() throws Exception {
        Files.writeString(routes.resolve("mapping/sensor.jslt"), """
                if (.bad)
                  error("this site does not like it")
                else
                  {"device_id": $headers.deviceId, "kind": "sensor", "ts": 0, "received_at": $headers.receivedAt}
                """);
        site.startReady(Map.of("ROUTES_DIR", routes.toString()));
        Device device = site.device();
        device.publish("devices/d/sensor", "{\"bad\":true}");
        device.publish("devices/d/sensor", "{\"bad\":false}");

        awaitOneDeadLetterAndOneReading();
        assertThat(tables.text("SELECT error FROM dead_letter")).contains("this site does not like it");
    }

    @Test
    void anErrorThrownByAMappingIsADeadLetterAndTheStreamGoesOn() throws Exception {
        Files.writeString(routes.resolve("mapping/sensor.jslt"), """
                def deeper(x) deeper($x + 1)
                if (.deep)
                  deeper(0)
                else
                  {"device_id": $headers.deviceId, "kind": "sensor", "ts": 0, "received_at": $headers.receivedAt}
                """);
        site.startReady(Map.of("ROUTES_DIR", routes.toString()));
        Device device = site.device();
        device.publish("devices/d/sensor", "{\"deep\":true}");
        device.publish("devices/d/sensor", "{\"deep\":false}");

        awaitOneDeadLetterAndOneReading();
    }

    @Test
    void aMappingThatDoesNotCompileIsRefusedAtStartWithItsFile() throws Exception {
        Files.writeString(routes.resolve("mapping/sensor.jslt"), "{\"device_id\": ");

        assertThat(refusal()).contains("The mapping " + routes.resolve("mapping/sensor.jslt") + " does not compile");
    }

    @Test
    void aRouteFileThatIsNotYamlIsRefusedAtStartWithItsFileAndLine() throws Exception {
        Path file = routes.resolve("heartbeat.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("uri: batch:store", "uri: \"batch:store"));

        assertThat(refusal()).contains(file.toString()).contains("line 20");
    }

    @Test
    void aMappingThatReadsAnUnknownVariableIsRefusedAtStart() throws Exception {
        Path file = routes.resolve("mapping/sensor.jslt");
        Files.writeString(file, Files.readString(file).replace("[$fields,", "[$feilds,"));

        assertThat(refusal()).contains(file.toString()).contains("No such variable 'feilds'");
    }

    @Test
    void aKeyThatNoStepHasIsRefusedAtStartWithItsFileAndLine() throws Exception {
        Path file = routes.resolve("heartbeat.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("      steps:", "      stepz:"));

        assertThat(refusal()).contains("stepz").contains("heartbeat.camel.yaml").contains("line ");
    }

    @Test
    void aStepToARouteThatDoesNotExistIsRefusedAtStartWithItsName() throws Exception {
        Path file = routes.resolve("ingest.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("uri: direct:heartbeat", "uri: direct:hartbeat"));

        assertThat(refusal()).contains("no route begins with: direct://hartbeat");
    }

    @Test
    void errorHandlingThatNoFileHasIsRefusedAtStartWithItsName() throws Exception {
        Path file = routes.resolve("sensor.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("message-errors", "mesage-errors"));

        assertThat(refusal()).contains("no file has: mesage-errors");
    }

    @Test
    void aMappingThatNobodyHasWrittenIsRefusedAtStartWithItsRoute() throws Exception {
        Files.delete(routes.resolve("mapping/sensor.jslt"));

        assertThat(refusal())
                .contains("sensor.jslt")
                .contains("sensor.camel.yaml")
                .contains("does not exist");
    }

    @Test
    void aStepThatNoComponentKnowsIsRefusedAtStartWithItsRoute() throws Exception {
        Path file = routes.resolve("heartbeat.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("uri: batch:store", "uri: btch:store"));

        assertThat(refusal()).contains("Failed to create route: heartbeat").contains("btch://store");
    }

    /** What a person reads at the end of the start that was refused. */
    private String refusal() {
        Throwable refused = catchThrowable(() -> site.start(Map.of("ROUTES_DIR", routes.toString())));
        return new RouteMistakeAnalyzer().analyze(refused).getDescription();
    }

    private void awaitOneDeadLetterAndOneReading() {
        await().untilAsserted(() -> assertThat(tables.deadLetters()).containsExactly("unmappable"));
        await().untilAsserted(() ->
                assertThat(tables.texts("SELECT device_id FROM reading")).containsExactly("d"));
    }
}
