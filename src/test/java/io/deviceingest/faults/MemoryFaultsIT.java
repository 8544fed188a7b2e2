package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.PackagedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** However large messages are and however many wait, the program stays within its memory, and loses nothing. */
class MemoryFaultsIT {

    private static final Pace PACE = Pace.ofThisRun();
    private static final int MEBIBYTE = 1 << 20;
    private static final int RECEIVE_MAXIMUM = 2_000;
    private static final int PAYLOAD_LIMIT = 256 << 10;

    /** What the program may take beside its heap: classes, compiled code, threads, buffers. Seen: half of it. */
    private static final int BESIDE_THE_HEAP_MEBIBYTES = 256;

    @TempDir
    Path files;

    @Test
    void aMessageNearlyAsLargeAsTheHeapIsKeptAwayAndALargeOneIsCut() throws Exception {
        try (Proof proof = Proof.start(files, Map.of(), 64)) {
            PackagedProgram program = proof.program();
            proof.run("messages of 40 and 3 MB, 64 MB of heap", () -> {
                try (Device device = new Device(proof.broker(), "large")) {
                    // Artemis acknowledges it to the device, and to itself in place of the subscriber: it is larger
                    // than the Maximum Packet Size that the program announces (MQTT 5, 3.1.2-25).
                    device.publish("devices/large/sensor", new byte[40 * MEBIBYTE], 1, false);
                    device.publish("devices/large/sensor", new byte[3 * MEBIBYTE], 1, false);
                }
                await("the one of 3 MB, cut")
                        .untilAsserted(
                                () -> assertThat(letters(proof)).containsExactly("payload-too-large " + PAYLOAD_LIMIT));
                assertThat(program.isReady()).isTrue();
                // It is in nobody's ledger.
                proof.database().sql().execute("DELETE FROM dead_letter");
            });
            assertThat(program.awaitExit(0)).as("the program has ended").isFalse();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the memory of a process is read from /proc")
    void aFloodDuringAnOutageOfTheDatabaseWaitsAtTheBroker() throws Exception {
        int heap = 128;
        // In a soak run no more than the broker, in the memory of the test, can keep for ten minutes.
        Traffic flood = new Traffic(20, PACE.times(3_000, 1_000), 0, 4_000);
        try (Proof proof = Proof.start(files, Map.of(), heap)) {
            PackagedProgram program = proof.program();
            proof.run("database stopped in a flood, 128 MB of heap", flood, () -> {
                proof.database().stop();
                await("the window is full").until(() -> inFlight(program) == RECEIVE_MAXIMUM);
                Duration outage = PACE.of(Duration.ofSeconds(10), Duration.ofMinutes(10));
                await("no more is taken")
                        .during(outage)
                        .atMost(outage.plus(SOON))
                        .until(() -> inFlight(program) == RECEIVE_MAXIMUM);
                proof.database().start();
            });
            assertThat(program.awaitExit(0)).as("the program has ended").isFalse();
            assertThat(program.peakResidentBytes() / MEBIBYTE)
                    .as("memory at most, in MiB")
                    .isLessThan(heap + BESIDE_THE_HEAP_MEBIBYTES);
        }
    }

    private static double inFlight(PackagedProgram program) {
        return program.metric("device_ingest_messages_in_flight");
    }

    private static List<String> letters(Proof proof) {
        return proof.database()
                .sql()
                .queryForList("SELECT reason || ' ' || length(payload) FROM dead_letter", String.class);
    }
}
