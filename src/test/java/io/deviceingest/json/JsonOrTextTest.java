package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a payload is that may be JSON or a bare word. */
class JsonOrTextTest {

    private final JsonOrText json = new JsonOrText();

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"t":1}   | {"t":1}     | an object
            [1]       | [1]         | a list
            "word"    | "word"      | a text of JSON
            21.5      | 21.5        | a number
            true      | true        | a boolean
            null      | null        | a null
            Online    | "Online"    | a word
            255,140,0 | "255,140,0" | numbers that are no JSON together
            007       | "007"       | a number that JSON does not have
            1e400     | "1e400"     | a number that no double holds
            ``        | ""          | nothing
            """)
    void whatIsNoJsonIsAText(String payload, String read, String why) throws IOException {
        assertThat(json.readTree(payload.getBytes(StandardCharsets.UTF_8)).toString())
                .as(why)
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"t\":", " [1", "\"word", "{\"t\":1,\"t\":2}", "wo\u0000rd"})
    void whatBeginsLikeJsonAndIsNoneIsRefusedAndSoIsNul(String payload) {
        assertThatThrownBy(() -> json.readTree(payload.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }
}
