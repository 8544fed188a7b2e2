package io.deviceingest.mqtt.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The waits of one step, one after the other, against its limit. */
class TimeSharesTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final TimeShares time = new TimeShares(LIMIT);

    @Test
    void theWaitsOfAStepEndBeforeItsLimit() {
        assertThat(time.toResolve()).isLessThan(LIMIT);
        assertThat(time.toReach().plus(time.toReachElsewhere())).isLessThan(LIMIT);
        assertThat(time.toOpen().multipliedBy(2)).isLessThan(LIMIT);
        assertThat(time.toOpen().plus(time.toTalk())).isLessThan(LIMIT);
    }
}
