package io.deviceingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A point of time as people give it. */
class InstantTextTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T12:00, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00+02:00, 2026-01-31T10:00:00Z",
        "9999-12-31, 9999-12-31T00:00:00Z"
    })
    void aTimeIsRead(String text, Instant time) {
        assertThat(InstantText.parse(text)).contains(time);
    }

    @Test
    void soLongAgoIsRead() {
        assertThat(InstantText.parse("2h").orElseThrow()).isBefore(Instant.now().minusSeconds(7_199));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-02-30",
                "200000000d",
                "9223372036854775807d",
                "99999999999999999999d",
                "0000-01-01",
                "+999999999-01-01"
            })
    void whatPostgresqlKnowsNoTimeForIsRefused(String text) {
        assertThat(InstantText.parse(text)).isEmpty();
    }
}
