package io.deviceingest.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the job of the rollups may take beside the ingest. */
class RollupTest {

    @ParameterizedTest
    @CsvSource({
        "false, NaN, 500 ms",
        "false, 3600, 500 ms",
        "true, NaN, 0 ms",
        "true, 60, 0 ms",
        "true, 61, 200 ms",
    })
    void theIngestGoesFirst(boolean hasBacklog, double behindSeconds, String budget) {
        assertThat(Rollup.allowed(hasBacklog, behindSeconds)).isEqualTo(budget);
    }
}
