package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.PackagedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs in one shared subscription: whatever happens to one of them, no message is lost or stored twice. */
class ReplicaFaultsIT {

    @TempDir
    Path files;

    @Test
    void aReplicaThatIsKilledAndComesBackLosesNothing() throws Exception {
        try (Proof proof = Proof.start(files, Map.of("MQTT_SHARE_GROUP", "ingest"))) {
            proof.run("one of two replicas killed -9, back later", () -> {
                try (PackagedProgram second = proof.startReplica("device-ingest-2", Map.of())) {
                    proof.awaitLoad(300);
                    assertThat(second.metric("device_ingest_messages_received_total"))
                            .isPositive();
                }
                Pace.ofThisRun().lasting(Duration.ofSeconds(2), Duration.ofSeconds(20));
                try (PackagedProgram second = proof.startReplica("device-ingest-2", Map.of())) {
                    proof.awaitLoad(300);
                    second.terminate();
                    assertThat(second.awaitExit(30)).isTrue();
                }
            });
        }
    }
}
