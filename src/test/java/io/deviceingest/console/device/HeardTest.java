package io.deviceingest.console.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.flow.Look;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.message.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a device sends, as a page may show it. */
class HeardTest {

    @Test
    void aTextKeepsItsLines() {
        assertThat(payload("{\n\t\"t\": 1}")).isEqualTo("{\n\t\"t\": 1}");
    }

    @Test
    void whatIsNotToBeSeenHasAMark() {
        assertThat(payload("a\u001b[2J\u0000\u202eb")).isEqualTo("a\uFFFD[2J\uFFFD\uFFFDb");
    }

    @Test
    void ofALongPayloadTheBeginningIsShown() {
        assertThat(payload("x".repeat(5_000))).isEqualTo("x".repeat(1_000) + "…");
    }

    @Test
    void aTopicIsInOneLine() {
        assertThat(heard("a\nb", new byte[0]).topic()).isEqualTo("a?b");
    }

    private static String payload(String text) {
        return heard("devices/esp/sensor", text.getBytes(StandardCharsets.UTF_8))
                .payload();
    }

    private static Heard heard(String topic, byte[] payload) {
        Arrival arrival = new Arrival(topic, payload, 1, false, false, Map.of(), 0);
        return Heard.of(new Look(arrival, Optional.empty(), Finding.ok("flow message", "came"), "came"));
    }
}
