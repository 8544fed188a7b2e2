package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code device-time}: every form of time that devices send, arriving on 2026-01-01T00:00:00Z. */
class DeviceTimeTest {

    private static final long ARRIVAL = 1_767_225_600L;

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1762254901                      | 1762254901.0   | seconds
            1762254901.25                   | 1762254901.25  | seconds with a fraction
            1762254901250                   | 1762254901.25  | milliseconds
            1762254901250000                | 1762254901.25  | microseconds
            "1762254901"                    | 1762254901.0   | a number as text
            "2025-11-04T11:15:01Z"          | 1762254901.0   | ISO 8601 in UTC
            "2025-11-04T12:15:01+01:00"     | 1762254901.0   | ISO 8601 with an offset
            "2025-11-04T11:15:01"           | 1762254901.0   | ISO 8601 without an offset is UTC
            "2025-11-04 11:15:01.5"         | 1762254901.5   | a space instead of the T
            0                               | 1767225600.0   | 1970, as from a clock that was never set
            7258118400                      | 1767225600.0   | the year 2200
            null                            | 1767225600.0   | no time at all
            """)
    void aTimeIsReadAsSeconds(String json, double expected, String form) throws Exception {
        assertThat(time(new ObjectMapper().readTree(json))).as(form).isEqualTo(expected);
    }

    @Test
    void aTextThatIsNoTimeIsRefusedWithTheFormsThatAreKnown() {
        assertThatThrownBy(() -> time(new ObjectMapper().readTree("\"yesterday\"")))
                .hasMessage("the timestamp must be seconds, milliseconds or microseconds since 1970 or an ISO 8601"
                        + " time, but was \"yesterday\"");
    }

    private static double time(JsonNode said) {
        return MappingFunctions.deviceTime(said, new LongNode(ARRIVAL * 1_000_000))
                .doubleValue();
    }
}
