package io.deviceingest.doctor.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.doctor.Golden;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor says of one device's messages beside the running program, and of a device that says nothing. */
class FlowIT {

    private static final String[] BRIEFLY = {"--device", "esp8266", "--for", "2s", "--timeout", "5s"};

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase();

    private static final Tables tables = site.tables();

    private static Ingest program;

    private Map<String, String> settings;

    /** What a test does while the doctor listens. */
    private interface Act {
        void as(Device device) throws Exception;
    }

    @BeforeAll
    static void startProgram() {
        program = Ingest.start(site.settings());
        program.awaitReady();
    }

    @AfterAll
    static void stopProgram() {
        program.close();
    }

    @BeforeEach
    void readSettings() {
        settings = site.settings(
                Map.of("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString()));
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
    void whatCameBeforeIsADuplicateAsItIsCounted() throws Exception {
        long now = Instant.now().getEpochSecond();
        String first = reading(now - 5, 25);
        Device earlier = site.device("earlier");
        earlier.publish("devices/esp8266/sensor", first);
        tables.awaitCount("reading", 1);
        double counted = program.metric("device_ingest_messages_duplicate_total");

        String output = listen(0, device -> {
            device.publish("devices/esp8266/sensor", first);
            device.publish("devices/esp8266/sensor", list(reading(now - 10, 1), reading(now - 20, 2)));
            device.publish("devices/esp8266/sensor", reading(now - 20, 2));
            device.publish("devices/esp8266/sensor", list(reading(now - 10, 1), reading(now - 30, 3)));
            device.publish("devices/esp8266/sensor", list(reading(now - 20, 2), reading(now - 30, 3)));
            device.publish("devices/esp8266/sensor", reading(now - 20, 3));
        });

        assertThat(output.lines().filter(line -> line.contains("flow message")))
                .extracting(line -> line.contains(": duplicate: the same came at ") && line.startsWith("ok"))
                .containsExactly(true, false, true, false, true, false);
        assertThat(output.lines().filter(line -> line.contains("stored after"))).hasSize(3);
        await().until(() -> program.metric("device_ingest_messages_duplicate_total") == counted + 3);
    }

    private static String reading(long at, int temperature) {
        return "{\"timestamp\":" + at + ",\"temperature\":" + temperature + "}";
    }

    private static String list(String... readings) {
        return Arrays.toString(readings);
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
    void whatCanNeverSucceedIsReportedWithItsReason() throws Exception {
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
        Device device = site.device("earlier");
        device.publish("devices/esp8266/status", "offline");
        device.publish("devices/esp8266/sensor", "{");
        await().until(() -> tables.count("device") == 1 && tables.count("dead_letter") == 1);

        assertGolden("flow-silence", listen(1, silent -> {}));
    }

    @Test
    void aProbeReachesItsRowAndLeavesNothing() throws Exception {
        DoctorRun run = DoctorRun.here(settings, "--probe");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertGolden("flow-probe", run.output());
        assertThat(tables.rows()).isZero();
    }

    @Test
    void aProbeThatTheBrokerRefusesSaysWhichRightIsMissing() throws Exception {
        site.broker().rules().allowPublishing(false);
        try {
            // Rules are kept for a while for topics that were asked about before.
            settings.put("MQTT_TOPIC", "site/+/#");
            assertGolden(
                    "flow-probe-refused", DoctorRun.here(settings, "--probe").output());
        } finally {
            site.broker().rules().allowPublishing(true);
        }
    }

    @Test
    void whileTheProgramIsAwayNothingIsFoundAndNoProbeComesLater() throws Exception {
        program.close();
        try {
            String output = listen(1, device -> device.publish("devices/esp8266/sensor", "{\"t\":1}"));
            assertGolden("flow-program-away", output);
            DoctorRun probe = DoctorRun.here(settings, "--probe", "--timeout", "5s");
            assertThat(probe.exitCode()).isEqualTo(1);
            assertGolden("flow-probe-program-away", probe.output());
        } finally {
            startProgram();
        }
        tables.awaitCount("reading", 1);
        assertThat(tables.texts("SELECT device_id FROM device"))
                .as("what came later")
                .containsExactly("esp8266");
    }

    /** With SIGTERM: whoever starts the tests in the background has them ignore what Ctrl-C sends. */
    @Test
    void anInterruptionEndsTheListeningInOrder() throws Exception {
        Process doctor = DoctorRun.start(site.files(), settings, "--device", "esp8266", "--for", "10m");
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

    /** Runs the doctor for a short time, acts once it listens, and returns what it said. */
    private String listen(int exitCode, Act act) throws Exception {
        StringWriter output = new StringWriter();
        try (Device device = new Device(site.broker(), "device")) {
            CompletableFuture<DoctorRun> run =
                    CompletableFuture.supplyAsync(() -> DoctorRun.here(output, settings, BRIEFLY));
            await().until(() -> run.isDone() || output.toString().contains("flow listening"));
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
        Golden.assertSame(name, steady, Map.of(String.valueOf(site.broker().port()), "port"), "flow");
    }
}
