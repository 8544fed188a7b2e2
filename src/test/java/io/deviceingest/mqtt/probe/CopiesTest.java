package io.deviceingest.mqtt.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What tells a copy of a message from a message that is the same again. */
class CopiesTest {

    private final Copies copies = new Copies();

    @Test
    void ofSoManyCopiesTheFirstCounts() {
        assertThat(isFirst("a", 1, 3, 0)).isTrue();
        assertThat(isFirst("b", 1, 3, 1)).isTrue();
        assertThat(isFirst("a", 1, 3, 2)).isFalse();
        assertThat(isFirst("a", 1, 3, 3)).isFalse();
        assertThat(isFirst("b", 1, 3, 4)).isFalse();
    }

    @Test
    void theNextEqualMessageIsOneOfItsOwn() {
        for (int message = 0; message < 2; message++) {
            assertThat(isFirst("a", 1, 2, message)).isTrue();
            assertThat(isFirst("a", 1, 2, message)).isFalse();
        }
    }

    @Test
    void anEqualMessageOfLaterIsNoCopy() {
        assertThat(isFirst("a", 1, 2, 0)).isTrue();
        assertThat(isFirst("a", 1, 2, 1_000)).isTrue();
    }

    @Test
    void anotherPayloadIsNoCopy() {
        assertThat(isFirst("a", 1, 2, 0)).isTrue();
        assertThat(isFirst("a", 2, 2, 0)).isTrue();
    }

    private boolean isFirst(String topic, int payload, int subscriptions, long millis) {
        return copies.isFirst(topic, new byte[] {(byte) payload}, subscriptions, TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
