package io.deviceingest.doctor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.doctor.Golden;
import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.PackagedProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of one device's messages beside the running program, and of a device that says nothing. */
class FlowIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String[] BRIEFLY = {"--device", "esp8266", "--for", "2s", "--timeout", "5s"};

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static EmbeddedDatabase database;
    private static PackagedProgram program;
    private static Map<String, String> settings;

    /** What a test does while the doctor listens. */
    private interface Act {
        void as(Device device) throws Exception;
    }

    @BeforeAll
    static void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        settings = new HashMap<>(Map.of(
                "MQTT_BROKER_HOST", "127.0.0.1",
                "MQTT_BROKER_PORT", String.valueOf(broker.port()),
                "MQTT_TLS", "on",
                "MQTT_CA_FILE", broker.caFile().toAbsolutePath().toString(),
                "DB_URL", database.url(),
                "DB_USERNAME", "postgres",
                "ROUTES_DIR", Path.of("routes").toAbsolutePath().toString()));
        startProgram();
    }

    @AfterAll
    static void stopParts() throws Exception {
        program.close();
        broker.close();
        database.close();
    }

    @BeforeEach
    void startWithEmptyTables() {
        database.sql().execute("TRUNCATE device, device_event, reading, dead_letter");
    }

    @Test
    void goodMessagesAreStored() throws Exception {
        String output = listen(0, device -> {
            device.publish("devices/esp8266/sensor", "{\"timestamp\":1762254901,\"temperature\":25.5}");
            device.publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
            device.publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
            device.publish("devices/esp8266/heartbeat", "{\"uptime\":17}");
            device.publish("devices/esp8266/status", "offline");
            device.publish("devices/esp8266/command", "{\"relay\":1}");
            device.publish("devices/other/sensor", "{\"t\":1}");
        });

        assertGolden("flow-good", output);
    }

    @Test
    void aMessageInTheWrongPlaceIsSeenWithTheRightOne() throws Exception {
        String output = listen(1, device -> {
            device.publish("device/esp8266/sensor", "{\"temperature\":25.5}");
            device.publish("esp8266/heartbeat", "{\"uptime\":17}");
            device.publish("sensors", "{\"device_id\":\"esp8266\",\"t\":1}");
            device.publish("devices/esp8266/sensors", "{\"t\":1}");
        });

        assertGolden("flow-wrong-topic", output);
    }

    @Test
    void whatCanNeverSucceedIsSaidWithItsReason() throws Exception {
        String output = listen(1, device -> {
            device.publish("devices/esp8266/sensor", "{\"temperature\":25.5");
            device.publish("devices/esp8266/sensor", "{\"device_id\":\"esp32\",\"t\":1}");
            device.publish("devices/esp8266/heartbeat", "[1]");
        });

        assertGolden("flow-dead-letters", output);
    }

    @Test
    void aMessageThatNobodyKeepsIsWarnedOf() throws Exception {
        String output = listen(
                0,
                device -> device.publish(
                        "devices/esp8266/sensor", "{\"t\":1}".getBytes(StandardCharsets.UTF_8), 0, false));

        assertGolden("flow-qos-0", output);
    }

    @Test
    void aMisspeltNameIsComparedWithThoseThatAreHeard() throws Exception {
        String output = listen(1, device -> {
            device.publish("devices/esp8265/sensor", "{\"t\":1}");
            device.publish("devices/greenhouse/sensor", "{\"t\":1}");
            device.publish("office/door", "open");
        });

        assertGolden("flow-misspelt", output);
    }

    @Test
    void whenNobodySaysAnythingTheDatabaseTellsWhatItRemembers() throws Exception {
        try (Device device = new Device(broker, "earlier")) {
            device.publish("devices/esp8266/status", "offline");
            device.publish("devices/esp8266/sensor", "{");
        }
        await().atMost(SOON).until(() -> count("device") == 1 && count("dead_letter") == 1);

        assertGolden("flow-silence", listen(1, device -> {}));
    }

    @Test
    void aProbeReachesItsRowAndLeavesNothing() throws Exception {
        DoctorRun run = DoctorRun.here(settings, "--probe");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertGolden("flow-probe", run.output());
        assertThat(rows()).isZero();
    }

    @Test
    void aProbeThatTheBrokerRefusesSaysWhichRightIsMissing() throws Exception {
        broker.rules().allowPublishing(false);
        try {
            // Rules are kept for a while for topics that were asked about before.
            settings.put("MQTT_TOPIC", "site/+/#");
            assertGolden(
                    "flow-probe-refused", DoctorRun.here(settings, "--probe").output());
        } finally {
            settings.remove("MQTT_TOPIC");
            broker.rules().allowPublishing(true);
        }
    }

    @Test
    void whileTheProgramIsAwayNothingIsFoundAndNoProbeComesLater() throws Exception {
        program.terminate();
        assertThat(program.awaitExit(30)).isTrue();
        try {
            String output = listen(1, device -> device.publish("devices/esp8266/sensor", "{\"t\":1}"));
            assertGolden("flow-program-away", output);
            DoctorRun probe = DoctorRun.here(settings, "--probe", "--timeout", "5s");
            assertThat(probe.exitCode()).isEqualTo(1);
            assertGolden("flow-probe-program-away", probe.output());
        } finally {
            startProgram();
        }
        await().atMost(SOON).until(() -> count("reading") == 1);
        assertThat(database.sql().queryForList("SELECT device_id FROM device", String.class))
                .as("what came later")
                .containsExactly("esp8266");
    }

    /** With SIGTERM: whoever starts the tests in the background has them ignore what Ctrl-C sends. */
    @Test
    void anInterruptionEndsTheListeningInOrder() throws Exception {
        Process doctor = DoctorRun.start(files, settings, "--device", "esp8266", "--for", "10m");
        try (BufferedReader lines = doctor.inputReader(StandardCharsets.UTF_8)) {
            String output = readUntil(lines, "flow listening");
            // By its handle: the process itself would close what is still to be read.
            doctor.toHandle().destroy();
            output += readUntil(lines, null);

            assertThat(output).containsPattern("FAIL +flow device").containsPattern("(?m)^\\d+ ok, \\d+ warn");
        } finally {
            doctor.destroyForcibly();
        }
    }

    private static void startProgram() throws Exception {
        program = PackagedProgram.start(files.resolve("log"), settings);
        await().atMost(SOON).ignoreExceptions().until(program::isReady);
    }

    /** Runs the doctor for a short time, acts once it listens, and returns what it said. */
    private static String listen(int exitCode, Act act) throws Exception {
        StringWriter output = new StringWriter();
        try (Device device = new Device(broker, "device")) {
            CompletableFuture<DoctorRun> run =
                    CompletableFuture.supplyAsync(() -> DoctorRun.here(output, settings, BRIEFLY));
            await().atMost(SOON).until(() -> run.isDone() || output.toString().contains("flow listening"));
            act.as(device);
            assertThat(run.get().exitCode()).as(output.toString()).isEqualTo(exitCode);
        }
        return output.toString();
    }

    private static String readUntil(BufferedReader lines, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        String line;
        do {
            line = lines.readLine();
            if (line != null) {
                read.append(line).append('\n');
            }
        } while (line != null && (text == null || !line.contains(text)));
        return read.toString();
    }

    private static void assertGolden(String name, String output) throws IOException {
        String steady = output.replaceAll("\\d+ ms", "<time> ms")
                .replaceAll("in \\d+(\\.\\d+)? s", "in <time> s")
                .replaceAll("\\d+ s ago", "<time> s ago")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<date>")
                .replaceAll("dead letter \\d+", "dead letter <id>");
        Golden.assertSame(name, steady, Map.of(String.valueOf(broker.port()), "port"), "flow");
    }

    private static int rows() {
        return count("device") + count("device_event") + count("reading") + count("dead_letter");
    }

    private static int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
