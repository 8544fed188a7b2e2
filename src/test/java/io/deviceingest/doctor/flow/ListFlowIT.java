package io.deviceingest.doctor.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.TestSite;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** What the doctor says of a device for which a gateway speaks, and whose id has a slash. */
class ListFlowIT {

    private static final String MAPPING = """
            [for (.list) {
              "device_id": .device_id,
              "kind": .kind,
              "status": "online",
              "ts": device-time(.at, $headers.receivedAt),
              "received_at": $headers.receivedAt,
              "metrics": {"t": .t}
            }]
            """;

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    @Test
    void aDeviceIsFoundInTheListOfItsGateway() throws Exception {
        Path routes = site.files().resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(routes.resolve("mapping/sensor.jslt"), MAPPING);
        Map<String, String> settings =
                site.settings(Map.of("ROUTES_DIR", routes.toAbsolutePath().toString()));
        site.startReady(settings);

        Device gateway = site.device();
        StringWriter output = new StringWriter();
        CompletableFuture<DoctorRun> run = CompletableFuture.supplyAsync(
                () -> DoctorRun.here(output, settings, "--device", "kitchen/lamp", "--for", "2s", "--timeout", "5s"));
        await().until(() -> run.isDone() || output.toString().contains("flow listening"));
        gateway.publish("devices/gateway/sensor", """
                {"list":[{"device_id":"door","kind":"sensor","t":1},{"device_id":"kitchen/lamp","kind":"sensor","t":2}]}""");
        gateway.publish("devices/gateway/sensor", """
                {"list":[{"device_id":"kitchen/lamp","kind":"heartbeat"},{"device_id":"kitchen/lamp","kind":"status"}]}""");
        gateway.publish("devices/gateway/sensor", """
                {"list":[{"device_id":"kitchen/lamp","kind":"sensor"},{"device_id":"","kind":"sensor"}]}""");
        gateway.publish("devices/gateway/sensor", """
                {"list":[{"device_id":"door","kind":"sensor","t":3}]}""");

        assertThat(run.get().exitCode()).as(output.toString()).isOne();
        assertThat(output.toString().lines().filter(line -> line.contains("flow message")))
                .satisfiesExactly(
                        readings -> assertThat(readings)
                                .startsWith("ok ")
                                .contains(
                                        "becomes 2 envelopes of 2 devices, the first of \"door\" {\"kind\":\"sensor\"")
                                .contains("stored after"),
                        states -> assertThat(states)
                                .startsWith("ok ")
                                .contains("becomes 2 envelopes, the first {\"kind\":\"heartbeat\"")
                                .contains("stored after"),
                        nobody -> assertThat(nobody)
                                .startsWith("FAIL ")
                                .contains("unmappable, what the mapping makes cannot be stored: number 2 must name"));
        assertThat(output.toString()).contains("3 messages of \"kitchen/lamp\"");
    }
}
