package io.deviceingest.doctor.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.TestSite;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** What the doctor says of a device of a dialect, to whose name the mapping adds a prefix. */
class DialectFlowIT {

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    private Map<String, String> settings;

    @BeforeEach
    void startWithAPrefix() throws Exception {
        Path routes = site.files().resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Path mapping = routes.resolve("dialects/tasmota/tasmota.jslt");
        String text = Files.readString(mapping);
        Files.writeString(
                mapping,
                text.replace(
                        "\"device_id\": $headers.deviceId,",
                        "\"device_id\": if ($headers.deviceId) \"tasmota/\" + $headers.deviceId,"));
        settings =
                site.settings(Map.of("ROUTES_DIR", routes.toAbsolutePath().toString(), "ROUTES_DIALECTS", "tasmota"));
        site.startReady(settings);
    }

    @Test
    void itsLimitItsRouteAndTheLinesThatRecordItAreShown() throws Exception {
        List<String> output = listen("plug", "--record");

        assertThat(output)
                .anyMatch(line -> line.matches("ok +flow message +tele/plug/SENSOR.* stored after .*"))
                .anyMatch(line ->
                        line.matches("ok +flow record +java -jar \\S+ cases record tele/plug/SENSOR '\\{\"a\":1\\}'"))
                .anyMatch(line -> line.matches(
                        "ok +flow silence +\"tasmota/plug\" counts as offline after 11 min without a message"
                                + " \\(its mapping says so\\)"))
                .anyMatch(line -> line.matches(
                        "ok +flow route +tasmota takes tele/\\+/SENSOR, tele/\\+/STATE, tele/\\+/LWT: 1 message on 1 topic"
                                + " in .*; no route takes what was heard beside them: stat/plug/RESULT \\(1\\)"));
    }

    @Test
    void itIsFoundByTheNameThatTheDatabaseHas() throws Exception {
        List<String> output = listen("tasmota/plug");

        assertThat(output)
                .anyMatch(line -> line.matches("ok +flow message +tele/plug/SENSOR.* stored after .*"))
                .anyMatch(line -> line.contains("1 message of \"tasmota/plug\""))
                .noneMatch(line -> line.contains("flow record"));
    }

    private List<String> listen(String name, String... more) throws Exception {
        Device device = site.device();
        StringWriter output = new StringWriter();
        List<String> options = new ArrayList<>(List.of("--device", name, "--for", "5s", "--timeout", "10s"));
        options.addAll(List.of(more));
        CompletableFuture<DoctorRun> run =
                CompletableFuture.supplyAsync(() -> DoctorRun.here(output, settings, options.toArray(String[]::new)));
        await().until(() -> run.isDone() || output.toString().contains("flow listening"));
        device.publish("tele/plug/SENSOR", "{\"a\":1}");
        device.publish("stat/plug/RESULT", "{\"a\":1}");
        run.get();
        return output.toString().lines().toList();
    }
}
