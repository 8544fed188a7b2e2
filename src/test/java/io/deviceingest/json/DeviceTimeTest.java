package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code device-time}: every form of time that devices send, arriving on 2026-01-01T00:00:00Z. */
class DeviceTimeTest {

    /** The tables keep no more. */
    private static final Offset<Double> MICROSECOND = Offset.strictOffset(0.5e-6);

    private static final LongNode RECEIVED = new LongNode(1_767_225_600_000_000L);

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
            1762254901250000000             | 1762254901.25  | nanoseconds
            "1762254901250000000"           | 1762254901.25  | nanoseconds as text
            "2025-11-04T11:15:01.250000001Z" | 1762254901.25 | ISO 8601 with nanoseconds
            "2025-11-04 12:15:01.25+01"     | 1762254901.25  | as PostgreSQL prints it
            "2025-11-04 16:45:01.25+05:30"  | 1762254901.25  | as PostgreSQL prints it in India
            "20251104T111501Z"              | 1762254901.0   | the basic form of ISO 8601
            "20251104T121501.25+0100"       | 1762254901.25  | the basic form with a fraction and an offset
            "20251104T1115"                 | 1762254900.0   | the basic form without seconds
            "Tue, 04 Nov 2025 11:15:01 GMT" | 1762254901.0   | RFC 1123
            "4 Nov 2025 12:15:01 +0100"     | 1762254901.0   | RFC 1123 without its day of the week
            0                               | 1767225600.0   | 1970, as from a clock that was never set
            7258118400                      | 1767225600.0   | the year 2200
            null                            | 1767225600.0   | no time at all
            """)
    void aTimeIsReadAsSeconds(String json, double expected, String form) throws Exception {
        assertThat(time(new ObjectMapper().readTree(json))).as(form).isCloseTo(expected, MICROSECOND);
    }

    @Test
    void aTextThatIsNoTimeIsRefusedWithTheFormsThatAreKnown() {
        assertThatThrownBy(() -> time(new ObjectMapper().readTree("\"yesterday\"")))
                .hasMessage("the timestamp must be seconds, milliseconds, microseconds or nanoseconds since 1970,"
                        + " an ISO 8601 or an RFC 1123 time, but was \"yesterday\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-02-30T12:00:00Z",
                "20250230T120000Z",
                "30 Feb 2025 12:00:00 GMT",
                "Mon, 04 Nov 2025 11:15:01 GMT",
                "2025-11-04T24:00:00Z",
                "2025-11-04 11:15:01 CET",
                "2025-11-04",
                "20251104T",
                "infinity",
                "1762254901 s",
                ""
            })
    void whatTheCalendarDoesNotHaveIsRefusedAndNotTakenForAnotherTime(String text) {
        assertThatThrownBy(() -> time(TextNode.valueOf(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("but was \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"1762254901, DEVICE", "null, MISSING", "0, IMPLAUSIBLE", "7258118400, IMPLAUSIBLE"})
    void aTimeKnowsWhereItIsFrom(String json, TimeSource source) throws Exception {
        JsonNode time = TimeFunctions.deviceTime(new ObjectMapper().readTree(json), RECEIVED);

        assertThat(TimeSource.of(time)).isEqualTo(source);
        assertThat(time).as("a number like any other").isEqualTo(new DoubleNode(time.doubleValue()));
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "2025-11-05T12:58:06"       | Europe/Berlin    | "2025-11-05T12:58:06+01:00"     | in winter
            "2025-07-05 12:58:06.687"   | Europe/Berlin    | "2025-07-05T12:58:06.687+02:00" | in summer
            "20251105T125806"           | Asia/Kolkata     | "2025-11-05T12:58:06+05:30"     | the basic form
            "2025-10-26T02:30:00"       | Europe/Berlin    | "2025-10-26T02:30:00+02:00"     | the first of the two
            "2025-03-30T02:30:00"       | Europe/Berlin    | "2025-03-30T03:30:00+02:00"     | an hour that clocks left out
            "2025-11-05T12:58:06Z"      | Europe/Berlin    | "2025-11-05T12:58:06Z"          | an offset of its own
            "1762344000"                | Europe/Berlin    | "1762344000"                    | a number as text
            1762344000                  | Europe/Berlin    | 1762344000                      | a number
            null                        | Europe/Berlin    | null                            | no time
            """)
    void aLocalTimeGetsTheOffsetOfItsZone(String said, String zone, String expected, String form) throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(TimeFunctions.timeInZone(json.readTree(said), TextNode.valueOf(zone)))
                .as(form)
                .isEqualTo(json.readTree(expected));
    }

    @Test
    void aZoneThatIsNoneAndATextThatIsNoTimeAreRefused() {
        TextNode noon = TextNode.valueOf("2025-11-05T12:00:00");

        assertThatThrownBy(() -> TimeFunctions.timeInZone(noon, TextNode.valueOf("Europe/Berln")))
                .hasMessage(
                        "time-in-zone: the zone must be a name such as \"Europe/Berlin\", but was \"Europe/Berln\"");
        assertThatThrownBy(() -> TimeFunctions.timeInZone(TextNode.valueOf("noon"), TextNode.valueOf("UTC")))
                .hasMessageEndingWith("but was \"noon\"");
    }

    private static double time(JsonNode said) {
        return TimeFunctions.deviceTime(said, RECEIVED).doubleValue();
    }
}
