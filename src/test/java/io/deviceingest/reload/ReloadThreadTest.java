package io.deviceingest.reload;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.settings.RouteSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that looks for edits goes on, whatever a look throws. */
class ReloadThreadTest {

    @TempDir
    Path directory;

    @Test
    void aLookThatFailsUnexpectedlyIsNotTheLast() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RouteSettings settings = new RouteSettings(directory, List.of(), true);
        // Without the parts that it works with: each look at an edit throws, after the edit was refused.
        RouteReload reload = new RouteReload(settings, null, null, null, null, new ReloadStatus(true, meters));
        reload.begin();
        try {
            Files.writeString(directory.resolve("new.camel.yaml"), "- route");
            await().until(() -> refused(meters) > 0);

            await().during(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(reload.deadThreads()).isEmpty());
        } finally {
            reload.close();
        }
    }

    private static double refused(SimpleMeterRegistry meters) {
        return meters.get("device.ingest.routes.reloads")
                .tag("outcome", "refused")
                .counter()
                .count();
    }
}
