package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** What {@code cases record} writes. */
class RecordCaseTest {

    @TempDir
    Path files;

    private Path routes;
    private final StringWriter output = new StringWriter();

    @BeforeEach
    void copyRoutes() throws Exception {
        routes = files.resolve("routes");
        FileSystemUtils.copyRecursively(Site.ROUTES, routes);
        System.setProperty("ROUTES_DIR", routes.toString());
    }

    @AfterEach
    void forgetRoutes() {
        System.clearProperty("ROUTES_DIR");
        System.clearProperty("ROUTES_DIALECTS");
    }

    @Test
    void aRecordedCaseSaysWhatHappensNowAndHolds() throws Exception {
        String payload = "{\"timestamp\":1762254901,\"t\":25.5,\"mode\":\"on\"}";
        assertThat(run("record", "devices/d/sensor", payload, "sensor/mine")).isZero();
        assertThat(routes.resolve("cases/sensor/mine.yaml"))
                .content()
                .startsWith("# yaml-language-server: $schema=../../case.schema.json\n")
                .contains("topic: devices/d/sensor\n", payload, "reading:\n", "t: 25.5\n", "status: online\n");

        assertThat(run("sensor/mine")).isZero();
    }

    @Test
    void aRecordedDeadLetterIsNamedByItsRouteAndHoldsToo() {
        assertThat(run("record", "devices/d/firmware", "{")).isZero();

        assertThat(run("message/devices-d-firmware")).isZero();
    }

    @Test
    void aCaseOfADialectIsRecordedInItsFolder() {
        System.setProperty("ROUTES_DIALECTS", "tasmota");

        assertThat(run("record", "tele/d/LWT", "Online", "tasmota/mine")).isZero();
        assertThat(routes.resolve("dialects/tasmota/cases/mine.yaml"))
                .content()
                .startsWith("# yaml-language-server: $schema=../../../case.schema.json\n")
                .contains("status: online\n", "offline_after: 660\n");
        assertThat(run("tasmota/mine")).isZero();
    }

    @Test
    void bytesAreGivenInHexadecimal() {
        assertThat(run("record", "--hex", "devices/d/sensor", "7B ff", "sensor/mine"))
                .isZero();
        assertThat(routes.resolve("cases/sensor/mine.yaml"))
                .content()
                .contains("hex: 7b ff\n", "reason: invalid-json\n");

        assertThat(run("record", "--hex", "devices/d/sensor", "7", "sensor/other"))
                .isEqualTo(2);
        assertThat(output.toString()).contains("with --hex, PAYLOAD must be bytes such as '7b ff', but was '7'");
    }

    @Test
    void recordingOverwritesNothing() throws Exception {
        Path there = routes.resolve("cases/sensor/seven-metrics.yaml");
        String before = Files.readString(there);

        assertThat(run("record", "devices/d/sensor", "{}", "sensor/seven-metrics"))
                .isEqualTo(2);
        assertThat(output.toString()).contains(there + " is there already; try: another NAME behind the payload");
        assertThat(there).hasContent(before);
    }

    private int run(String... arguments) {
        return new CommandLine(new CasesCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .execute(arguments);
    }
}
