package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens in whatever order, two things at once among it: nothing is lost, and nothing grows. For the first
 * sixth of the time the program is killed and stopped again and again; for the second its last life gets warm; for the
 * rest that life must not grow.
 */
class MixFaultsIT {

    private static final Traffic TRAFFIC = Traffic.withPoison(100);
    /** Threads that have nothing more to do end within a minute. */
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @TempDir
    Path files;

    @Test
    void aRandomMixOfAllFaultsLosesNothingAndNothingGrows() throws Exception {
        Duration time = time();
        try (Proof proof = Proof.start(files, Programs.SPARING_PACKET_IDS)) {
            Mix mix = new Mix(proof);
            proof.run("random mix, the program ended too", TRAFFIC, () -> {
                mix.endTheProgram(time.dividedBy(6));
                mix.spareTheProgram(time.dividedBy(6));
            });
            Footprint warm = Footprint.of(proof);

            proof.run(
                    "random mix, one life",
                    TRAFFIC,
                    () -> mix.spareTheProgram(time.multipliedBy(2).dividedBy(3)));

            AtomicReference<Footprint> atTheEnd = new AtomicReference<>();
            await("what has grown shrinks again").atMost(SETTLED).untilAsserted(() -> {
                atTheEnd.set(Footprint.of(proof));
                assertThat(atTheEnd.get()).matches(end -> end.hasNotGrownSince(warm), "has not grown since " + warm);
            });
            Report.addMix(mix.inflicted(), warm, atTheEnd.get());
            // Killed, a program whose garbage was collected from outside would leave a socket in /tmp.
            proof.program().terminate();
            assertThat(proof.program().awaitExit(30)).isTrue();
        }
    }

    /** Two minutes in a build, two hours in a soak run, or what {@code -Dfaults.mix=PT30M} says. */
    private static Duration time() {
        String wanted = System.getProperty("faults.mix", "");
        return wanted.isEmpty()
                ? Pace.ofThisRun().of(Duration.ofMinutes(2), Duration.ofHours(2))
                : Duration.parse(wanted);
    }
}
