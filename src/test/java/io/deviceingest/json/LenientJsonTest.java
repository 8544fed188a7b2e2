package io.deviceingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no number is null, and everything else is as strict JSON has it. */
class LenientJsonTest {

    private final LenientJson json = new LenientJson();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"t":nan,"h":40}              | {"t":null,"h":40}
            {"t": -nan, "h": +inf}        | {"t":null,"h":null}
            [NaN,Infinity,-Infinity,INF]  | [null,null,null,null]
            {"nan":"nan","t":NaN}         | {"nan":"nan","t":null}
            {"a":"say \\"nan\\" é","t":nan} | {"a":"say \\"nan\\" é","t":null}
            {"t":1.5}                     | {"t":1.5}
            """)
    void whatIsNoNumberIsReadAsNull(String payload, String expected) throws Exception {
        assertThat(json.readTree(payload.getBytes(UTF_8)).toString()).isEqualTo(expected);
        assertThat(json.readTree(payload).toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"t\":banana}", "{\"t\":nano}", "{nan:1}", "{\"t\":nan,}", "{\"t\":nan", "{\"t\":1e400}", ""})
    void whatStrictJsonRefusesOtherwiseIsRefusedInItsWords(String payload) {
        String sentence = sentence(new StrictJson(), payload);

        assertThatThrownBy(() -> json.readTree(payload.getBytes(UTF_8)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessage(sentence);
    }

    private static String sentence(StrictJson strict, String payload) {
        try {
            return "read as " + strict.readTree(payload.getBytes(UTF_8));
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
