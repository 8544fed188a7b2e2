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

/** What an integrator reads of {@code cases}: whole outputs. */
class CasesCommandTest {

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
    void oneLinePerCaseAndExitCode0WhereAllIsAsExpected() {
        assertThat(run("status/word-online", "message")).isZero();
        assertThat(output).hasToString("""
                ok    message/cmd-that-is-no-json
                ok    message/cmd
                ok    message/command
                ok    message/control
                ok    status/word-online

                5 ok, 0 different
                """);
    }

    @Test
    void whatDiffersIsReportedWithFileLineFieldAndBothValuesAndExitCode1() throws Exception {
        Path mapping = routes.resolve("mapping/sensor.jslt");
        Files.writeString(
                mapping, Files.readString(mapping).replace("all-fields([$fields,", "all-fields([{\"x\": 1},"));

        assertThat(run("sensor/seven-metrics", "sensor/no-object")).isEqualTo(1);
        assertThat(shown()).isEqualTo("""
                ok    sensor/no-object
                DIFF  sensor/seven-metrics
                        <routes>/cases/sensor/seven-metrics.yaml:29  reading.metrics.temperature: expected 25.5, got nothing
                        <routes>/cases/sensor/seven-metrics.yaml:30  reading.metrics.humidity: expected 60, got nothing
                        <routes>/cases/sensor/seven-metrics.yaml:31  reading.metrics.voltage: expected 3.3, got nothing
                        <routes>/cases/sensor/seven-metrics.yaml:32  reading.metrics.battery: expected 85, got nothing
                        <routes>/cases/sensor/seven-metrics.yaml:28  reading.metrics.x: expected nothing, got 1

                1 ok, 1 different
                """);
    }

    @Test
    void anotherEndThanTheExpectedOneIsShownWithWhatCame() throws Exception {
        Files.writeString(routes.resolve("cases/sensor/wrong.yaml"), """
                topic: devices/d/sensor
                payload: '{"timestamp":"noon"}'
                expect:
                  device:
                    status: online
                  reading:
                    - ts: 2025-11-05T12:00:00Z
                """);

        assertThat(run("sensor/wrong")).isEqualTo(1);
        assertThat(shown()).isEqualTo("""
                DIFF  sensor/wrong
                        <routes>/cases/sensor/wrong.yaml:4  device: expected 1 row, got no row
                        <routes>/cases/sensor/wrong.yaml:6  reading: expected 1 row, got no row
                        <routes>/cases/sensor/wrong.yaml:3  dead_letter: expected no row, got 1 row: unmappable, the timestamp must be seconds, milliseconds, microseconds or nanoseconds since 1970, an ISO 8601 or an RFC 1123 time, but was "noon"

                0 ok, 1 different
                """);
    }

    @Test
    void everythingThatIsWrongWithACaseIsReportedWithItsLine() throws Exception {
        Files.writeString(routes.resolve("cases/sensor/wrong.yaml"), """
                topc: devices/d/sensor
                payload: '{}'
                hex: 7b 7d
                qos: 2
                retained: maybe
                receivedAt: noon
                expect:
                  devise: {status: online}
                  nothing: true
                  reading: 1
                """);

        assertThat(run("sensor/wrong")).isEqualTo(1);
        assertThat(shown()).isEqualTo("""
                DIFF  sensor/wrong
                        <routes>/cases/sensor/wrong.yaml:1  topc is not known here; did you mean topic?
                        <routes>/cases/sensor/wrong.yaml:1  topic must be the topic of the message, but is none
                        <routes>/cases/sensor/wrong.yaml:3  must have one of payload, json, hex, but has payload and hex
                        <routes>/cases/sensor/wrong.yaml:4  qos must be 0 or 1, but is "2"
                        <routes>/cases/sensor/wrong.yaml:5  retained must be true or false, but is "maybe"
                        <routes>/cases/sensor/wrong.yaml:6  receivedAt must be a time such as 2025-11-05T12:00:00Z, but is "noon"
                        <routes>/cases/sensor/wrong.yaml:8  devise is not known here; did you mean device?
                        <routes>/cases/sensor/wrong.yaml:9  nothing must be true, and stand alone
                        <routes>/cases/sensor/wrong.yaml:10  reading must be the fields of a row, a list of such rows, or [] for none, but is 1

                0 ok, 1 different
                """);
    }

    @Test
    void aColumnThatNoTableHasIsReportedWithTheOneThatIsMeant() throws Exception {
        Files.writeString(routes.resolve("cases/status/wrong.yaml"), """
                topic: devices/d/status
                payload: online
                expect:
                  device:
                    satus: online
                """);

        assertThat(run("status/wrong")).isEqualTo(1);
        assertThat(output.toString()).contains("wrong.yaml:5  device.satus is no column; did you mean status?");
    }

    @Test
    void whatIsNoYamlIsReportedWithItsLine() throws Exception {
        Files.writeString(routes.resolve("cases/status/wrong.yaml"), "topic: devices/d/status\npayload: \"online\n");

        assertThat(run("status/wrong")).isEqualTo(1);
        assertThat(output.toString()).contains("wrong.yaml:3  is no YAML: ");
    }

    @Test
    void aNameThatNoCaseHasIsWrongUsage() {
        assertThat(run("sensor/sevn-metrics")).isEqualTo(2);
        assertThat(output.toString())
                .contains("no case is named sensor/sevn-metrics; did you mean sensor/seven-metrics?");
    }

    @Test
    void aRouteThatCannotBeBuiltIsReportedAndExitCode1() throws Exception {
        Path file = routes.resolve("heartbeat.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("uri: batch:store", "uri: \"btch:store\""));

        assertThat(run()).isEqualTo(1);
        assertThat(output.toString())
                .contains("Failed to create route: heartbeat")
                .contains("try: ");
    }

    @Test
    void aSettingThatStandsInTheWayIsReportedAndExitCode2() {
        System.setProperty("ROUTES_DIR", "nowhere");

        assertThat(run()).isEqualTo(2);
        assertThat(output.toString()).startsWith("ROUTES_DIR must be a directory, but was \"nowhere\"");
    }

    @Test
    void noCaseAtAllIsNoSuccess() throws Exception {
        FileSystemUtils.deleteRecursively(routes.resolve("cases"));

        assertThat(run()).isEqualTo(2);
        assertThat(shown()).startsWith("there is no case below <routes>; try: cases record");
    }

    @Test
    void aMappingThatMakesNoEnvelopeIsReported() throws Exception {
        Files.writeString(routes.resolve("mapping/heartbeat.jslt"), "{\"kind\": \"heartbeat\"}");

        assertThat(run("heartbeat/sign-of-life")).isEqualTo(1);
        assertThat(shown()).contains("unmappable, what the mapping makes cannot be stored: it must name its device");
    }

    private int run(String... arguments) {
        return new CommandLine(new CasesCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .execute(arguments);
    }

    private String shown() {
        return output.toString().replace(routes.toString(), "<routes>");
    }
}
