package io.deviceingest.doctor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.doctor.report.Finding.Verdict;
import io.deviceingest.dryrun.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a route's topics: what it takes, what came, and what nobody takes beside it. */
class RouteFindingsTest {

    private static final Subscription TASMOTA = new Subscription("tasmota", List.of("tele/+/SENSOR", "tele/+/LWT"));

    @Test
    void whatCameIsCountedAndWhatNobodyTakesIsNamed() {
        Finding finding = of(
                TASMOTA, "tele/plug/SENSOR", "tele/plug/SENSOR", "tele/tv/LWT", "tele/plug/INFO1", "stat/plug/RESULT");

        assertThat(finding.verdict()).isEqualTo(Verdict.OK);
        assertThat(finding.detail())
                .isEqualTo(
                        "tasmota takes tele/+/SENSOR, tele/+/LWT: 3 messages on 2 topics in 2 s; no route takes what was"
                                + " heard beside them: stat/plug/RESULT (1), tele/plug/INFO1 (1)");
    }

    @Test
    void aDialectWhoseDevicesSpeakElsewhereIsWarnedOf() {
        Finding finding = of(TASMOTA, "home/tele/plug/SENSOR");

        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.detail()).contains(": nothing in 2 s;").endsWith("home/tele/plug/SENSOR (1)");
        assertThat(finding.remedy()).contains("add a filter to the route tasmota");
    }

    @Test
    void silenceIsNoMistake() {
        assertThat(of(TASMOTA).verdict()).isEqualTo(Verdict.OK);
        assertThat(of(TASMOTA).detail()).endsWith("tele/+/LWT: nothing in 2 s");
    }

    @Test
    void ofManyTopicsSomeAreShown() {
        assertThat(of(TASMOTA, "tele/1", "tele/2", "tele/3", "tele/4", "tele/5", "tele/6", "tele/7")
                        .detail())
                .endsWith("tele/4 (1), tele/5 (1) and 2 more");
    }

    @ParameterizedTest(name = "{0} beside {1}: {2}")
    @CsvSource({
        "plug/status/a/b,       +/status/+,               true",
        "plug/rpc,              +/status/+,               false",
        "devices/own/status,    +/status/+,               false",
        "v1/gateway/attributes, v1/gateway/telemetry,     true",
        "v1/devices/a/rpc,      v1/gateway/telemetry,     false",
        "shellies,              shellies/+/+/#,           true",
        "shelly,                shellies/+/+/#,           false",
    })
    void whatIsNear(String topic, String filter, boolean isNear) {
        assertThat(of(new Subscription("route", List.of(filter)), topic)
                        .detail()
                        .contains("beside them"))
                .isEqualTo(isNear);
    }

    private static Finding of(Subscription route, String... heard) {
        TopicCounts topics = new TopicCounts();
        List.of(heard).forEach(topics::add);
        List<String> filters = new ArrayList<>(route.filters());
        filters.add("devices/+/#");
        return new RouteFindings(new TopicForm(filters), topics, Duration.ofSeconds(2)).of(route);
    }
}
