package io.deviceingest.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deviceingest.IngestProgram;
import io.deviceingest.compose.ComposeFile.Mount;
import io.deviceingest.k8s.ProgramSettings;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The file for Docker Compose names what there is, and all that the program needs. No Docker engine was run here. */
class ComposeFileTest {

    private static final String PROGRAM = "device-ingest";
    private static final Path CERTIFICATES = Path.of("certs");

    private ComposeFile compose;

    @BeforeEach
    void readFile() throws IOException {
        compose = ComposeFile.read();
    }

    @Test
    void everyFieldIsOneThatComposeKnows() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        Files.readString(Path.of("src/test/resources/compose/compose.schema.json")), InputFormat.JSON);

        assertThat(schema.validate(compose.json())).extracting(Error::toString).isEmpty();
    }

    @Test
    void everyFileThatItMountsIsThereOrMadeByTheScriptForCertificates() throws IOException {
        String script = Files.readString(CERTIFICATES.resolve("make-certs.sh"));

        assertThat(compose.services())
                .flatExtracting(compose::mounts)
                .hasSizeGreaterThan(10)
                .allSatisfy(mount -> {
                    if (mount.source().startsWith(CERTIFICATES)) {
                        assertThat(script).contains("row " + mount.source().getFileName() + " ");
                    } else {
                        assertThat(mount.source()).exists();
                    }
                });
    }

    @Test
    void everyFileForItIsMounted() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("compose"))) {
            assertThat(compose.services())
                    .flatExtracting(compose::mounts)
                    .extracting(Mount::source)
                    .containsAll(files.filter(file -> !file.endsWith(".env")).toList());
        }
    }

    @Test
    void everyVolumeIsDeclaredAndUsed() {
        List<String> declared = new ArrayList<>();
        compose.json().path("volumes").fieldNames().forEachRemaining(declared::add);

        assertThat(compose.services().stream().flatMap(service -> compose.volumes(service).stream()))
                .containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void everyVariableOfTheProgramIsASettingOfIt() throws IOException {
        assertThat(ProgramSettings.defaults().keySet())
                .containsAll(compose.environment(PROGRAM).keySet());
    }

    @Test
    void theProgramAcceptsItsSettings() {
        Map<String, Object> settings = new HashMap<>();
        compose.environment(PROGRAM)
                .forEach((name, value) ->
                        settings.put(name, ComposeFile.requiredBy(value).isEmpty() ? value : "sample-only"));
        ConfigurableEnvironment environment = SettingsSources.environment(new ArrayList<>());
        environment.getPropertySources().addFirst(new MapPropertySource("compose", settings));

        // The file of the CA is not in the repository: somebody makes it first.
        assertThat(Settings.of(environment).violations())
                .filteredOn(violation -> !violation.key().equals("MQTT_CA_FILE"))
                .extracting(Problem::key)
                .isEmpty();
        assertThat(settings).containsKeys("MQTT_BROKER_HOST", "DB_URL");
    }

    @Test
    void theProgramFindsItsFilesWhereTheImageRunsIt() throws IOException {
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("WORKDIR /app\n");
        assertThat(compose.mounts(PROGRAM))
                .extracting(Mount::target)
                .containsExactlyInAnyOrder(
                        "/app/" + ProgramSettings.defaults().get("MQTT_CA_FILE"),
                        "/app/" + ProgramSettings.defaults().get("ROUTES_DIR"));
    }

    @Test
    void everyPasswordMustBeSetAndThePageNamesIt() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        Set<String> required = new TreeSet<>();
        for (String service : compose.services()) {
            compose.environment(service).forEach((name, value) -> {
                String variable = ComposeFile.requiredBy(value);
                if (name.endsWith("PASSWORD")) {
                    assertThat(variable).as(service + " " + name).isNotEmpty();
                    required.add(variable);
                } else {
                    assertThat(value).doesNotContain("$");
                }
            });
        }

        assertThat(required).hasSize(7).allSatisfy(variable -> assertThat(page).contains(variable));
    }

    @Test
    void itHasMoreTimeToEndThanTheProgramTakesAndEndsBeforeWhatItNeeds() throws IOException {
        Duration answer = DurationStyle.SIMPLE.parse(ProgramSettings.defaults().get("DB_SOCKET_TIMEOUT"));

        assertThat(DurationStyle.SIMPLE.parse(
                        compose.service(PROGRAM).path("stop_grace_period").asText()))
                .isGreaterThan(answer.plus(IngestProgram.LONGEST_STOP));
        assertThat(compose.words(PROGRAM, "depends_on")).containsExactly("mosquitto", "postgresql");
    }

    @Test
    void onlyTheBrokerIsReachedFromOtherMachines() {
        assertThat(compose.services())
                .flatExtracting(service -> compose.words(service, "ports"))
                .filteredOn(port -> !port.startsWith("127.0.0.1:"))
                .containsExactly("8883:8883");
    }
}
