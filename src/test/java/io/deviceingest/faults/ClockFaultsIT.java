package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a device's clock says, its readings are stored, at a time that can be. */
class ClockFaultsIT {

    /** The ten years that are believed at most have 3652.5 days. */
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    private static final int MESSAGES = 300;

    @TempDir
    Path files;

    @Test
    void readingsOfAClockThatJumpsTenYearsAreStoredAtTheTimeOfTheirArrival() throws Exception {
        try (Proof proof = Proof.start(files)) {
            proof.run("device clocks jump by ten years", () -> {
                proof.devices().setClocks(TEN_YEARS);
                proof.awaitLoad(MESSAGES);
                proof.devices().setClocks(TEN_YEARS.negated());
                proof.awaitLoad(MESSAGES);
                proof.devices().setClocks(Duration.ZERO);
            });
            assertThat(count(proof, "abs(extract(epoch FROM ts - received_at)) > 60"))
                    .as("readings of another time than that of their arrival")
                    .isZero();
            // Two at most were made before a jump and acknowledged after it.
            assertThat(count(proof, "abs(extract(epoch FROM ts - received_at)) < 0.00001"))
                    .as("readings that got the time of their arrival")
                    .isGreaterThanOrEqualTo(2 * MESSAGES - 2);
        }
    }

    private static int count(Proof proof, String condition) {
        Integer count =
                proof.database().sql().queryForObject("SELECT count(*) FROM reading WHERE " + condition, Integer.class);
        return count == null ? 0 : count;
    }
}
