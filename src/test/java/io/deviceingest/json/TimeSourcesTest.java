package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Parser;
import io.deviceingest.message.MessageAccount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an envelope tells of its time, whatever else its mapping asked, and what is counted. */
class TimeSourcesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TimeSources sources = new TimeSources(new MessageAccount(meters, Clock.systemUTC()));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ts": device-time(null, 1762344000000000)}                                           | missing
            {"ts": device-time(1762343999, 1762344000000000)}                                     | device
            {"ts": device-time(17, 1762344000000000)}                                             | implausible
            {"other": device-time(17, 1762344000000000), "ts": device-time(1762343999, 1762344000000000)} | device
            let ts = device-time(17, 1762344000000000) {"ts": if ($ts) $ts else 0}                | implausible
            {"ts": device-time(null, 1762344000000000), "ts_source": "device"}                    | device
            {"ts": device-time(1762343999, 1762344000000000) - 60}                                | null
            {"ts": 1762343999}                                                                    | null
            {"a": 1}                                                                              | null
            """)
    void theNumberThatBecameTheTimeTellsWhereItIsFrom(String mapping, String source) {
        ObjectNode envelope = ((ObjectNode) made(mapping)).put("kind", "sensor");

        sources.note(envelope);

        assertThat(envelope.path("ts_source").asText("null")).isEqualTo(source);
    }

    @Test
    void onlyReadingsTellItAndAreCountedAndEachOfAList() {
        JsonNode heartbeat = made("{\"kind\": \"heartbeat\", \"ts\": device-time(17, 1762344000000000)}");
        sources.note(heartbeat);
        sources.note(made("[{\"kind\": \"sensor\", \"ts\": device-time(17, 1762344000000000)},"
                + " {\"kind\": \"sensor\", \"ts\": 17}, 1]"));
        sources.note(made("null"));

        assertThat(heartbeat.has("ts_source")).isFalse();
        assertThat(counted("implausible")).isEqualTo(1);
        assertThat(counted("unknown")).isEqualTo(1);
        assertThat(counted("device") + counted("missing")).isZero();
    }

    private double counted(String source) {
        return meters.get("device.ingest.readings")
                .tag("ts.source", source)
                .counter()
                .count();
    }

    private static JsonNode made(String mapping) {
        return Parser.compileString(mapping, MappingFunctions.ALL).apply(NullNode.instance);
    }
}
