package io.deviceingest.brokenfiles;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** Some fifty broken files, saved below ROUTES_DIR of the running program: each edit is refused, and messages go on. */
class BrokenFilesReloadIT {

    /** What is saved together, as a checkout does it. */
    private static final int AT_ONCE = 6;

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    /** A broken file at its place. */
    private record Saved(BrokenFile file, String name) {}

    @Test
    void theRunningProgramRefusesThemAndGoesOn() throws Exception {
        Path routes = site.files().resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        List<Saved> all = all();
        assertThat(all).hasSizeGreaterThan(50);
        Ingest ingest = site.startReady(Map.of("ROUTES_DIR", routes.toString(), "ROUTES_RELOAD", "true"));
        Device device = site.device();
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            List<Saved> edit = all.subList(i, Math.min(i + AT_ONCE, all.size()));
            for (Saved saved : edit) {
                saved.file.make(routes.resolve(saved.name));
            }
            await("the edit of " + edit + " is refused")
                    .until(() -> ingest.health("readiness").contains(edit.get(edit.size() - 1).name));
            assertThat(ingest.health("readiness")).as("the edit of " + edit).contains("\"refused\"");
            for (Saved saved : edit) {
                Files.delete(routes.resolve(saved.name));
            }
            device.publish("devices/d/sensor", "{\"edit\":" + i + "}");
        }
        site.tables().awaitCount("reading", (all.size() + AT_ONCE - 1) / AT_ONCE);
        await().until(() -> !ingest.health("readiness").contains("\"refused\""));
        assertThat(ingest.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
    }

    /** Each kind at each place where it is one. */
    private static List<Saved> all() {
        List<Saved> all = new ArrayList<>();
        for (BrokenFile file : BrokenFile.ofYaml()) {
            all.add(new Saved(file, "broken-" + all.size() + ".camel.yaml"));
        }
        for (BrokenFile file : BrokenFile.ofYaml()) {
            all.add(new Saved(file, "cases/sensor/broken-" + all.size() + ".yaml"));
        }
        for (BrokenFile file : BrokenFile.ofAnyKind()) {
            all.add(new Saved(file, "broken-" + all.size() + ".camel.yaml"));
            all.add(new Saved(file, "mapping/broken-" + all.size() + ".jslt"));
            all.add(new Saved(file, "sql/broken-" + all.size() + ".sql"));
            all.add(new Saved(file, "cases/status/broken-" + all.size() + ".yaml"));
        }
        return all;
    }
}
