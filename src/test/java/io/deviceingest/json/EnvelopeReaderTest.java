package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What log lines and the envelope route read of what a mapping made. */
class EnvelopeReaderTest {

    private final EnvelopeReader envelopes = new EnvelopeReader(new StrictJson());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"device_id":"d","metrics":{"a":1,"b":2}} | 2
            {"device_id":"d","kind":"status"} | 0
            [{"device_id":"d","metrics":{"a":1,"b":2}},{"device_id":"e"},{"device_id":"d","metrics":{"a":1}}] | 3
            [] | 0
            null | 0
            """)
    void metricsAreThoseOfAllEnvelopes(String made, int metrics) throws Exception {
        assertThat(envelopes.metrics(made)).isEqualTo(metrics);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"device_id":"d"} | false
            {"kind":"status"} | true
            {"device_id":""} | true
            {"device_id":null} | true
            [{"kind":"status"},{"device_id":""}] | true
            [{"kind":"status"},{"device_id":"d"}] | false
            [] | false
            null | false
            """)
    void isOfNobodyWhoseEnvelopesNameNobody(String made, boolean ofNobody) throws Exception {
        assertThat(envelopes.isOfNobody(made)).isEqualTo(ofNobody);
    }
}
