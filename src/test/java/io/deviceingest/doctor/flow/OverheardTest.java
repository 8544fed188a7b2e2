package io.deviceingest.doctor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.message.Arrival;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of what is heard: never more than fits beside the running program. */
class OverheardTest {

    private static final int LARGE = 256 * 1024;

    private final Overheard overheard = new Overheard("esp", List.of("devices/+/#"));

    @Test
    void ofLargeMessagesFewerWait() throws Exception {
        for (int i = 0; i < 100; i++) {
            overheard.accept(arrival("devices/esp/sensor", LARGE));
            overheard.accept(arrival("devices/other/sensor", LARGE));
        }

        assertThat(overheard.missed()).isEqualTo(85);
        assertThat(overheard.next(0).payload()).hasSize(LARGE);
        overheard.accept(arrival("devices/esp/sensor", LARGE));
        assertThat(overheard.missed()).isEqualTo(85);
        int others = 0;
        while (overheard.nextOther() != null) {
            others++;
        }
        assertThat(others).isEqualTo(15);
    }

    @Test
    void ofSmallMessagesAsManyWaitAsAPersonCanUse() {
        for (int i = 0; i < 1_200; i++) {
            overheard.accept(arrival("devices/esp/sensor", 10));
        }

        assertThat(overheard.missed()).isEqualTo(200);
    }

    @Test
    void longTopicsThatNobodyTakesAreNotAllKept() {
        for (int i = 0; i < 100; i++) {
            overheard.accept(arrival("stray/" + i + "x".repeat(60_000), 1));
        }

        assertThat(overheard.anybody()).isTrue();
        assertThat(overheard.names()).hasSize(1 + 17);
    }

    private static Arrival arrival(String topic, int size) {
        return new Arrival(topic, new byte[size], 1, false, false, Map.of(), 0);
    }
}
