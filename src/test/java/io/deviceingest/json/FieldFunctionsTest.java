package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the functions over all fields of an object make of them, and that none of them is lost. */
class FieldFunctionsTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"b":{"c":1}},"d":[{"e":2}]}        | {"a.b.c":1,"d":[{"e":2}]}                   | objects, but no lists
            {"power.1":100,"power":{"1":200}}        | {"power.1":100,"power.1#2":200}             | two names that meet
            {"power":{"1":200},"power.1":100}        | {"power.1":200,"power.1#2":100}             | in the order of the fields
            {"a.b#2":1,"a.b":2,"a":{"b":3}}          | {"a.b#2":1,"a.b":2,"a.b#3":3}               | a second name that is taken
            {"a":{"b.c":1,"b":{"c":2}},"a.b":{"c":3}} | {"a.b.c":1,"a.b.c#2":2,"a.b.c#3":3}        | three of one name
            {"a":{},"b":null,"c":[]}                 | {"a":{},"b":null,"c":[]}                    | fields without a value
            """)
    void flatKeepsEveryField(String object, String flat, String what) throws Exception {
        assertThat(FieldFunctions.flat(json(object))).as(what).isEqualTo(json(flat));
    }

    @Test
    void allFieldsOfSeveralObjectsAreKept() throws Exception {
        assertThat(FieldFunctions.allFields(json("[{\"a\":1},{\"a\":1,\"b\":2},null,{\"a\":null}]")))
                .isEqualTo(json("{\"a\":1,\"a#2\":1,\"b\":2,\"a#3\":null}"));
    }

    @Test
    void whatIsNotNamedStaysAlsoWithoutAValue() throws Exception {
        JsonNode object = json("{\"a\":1,\"b\":null,\"c\":{},\"d\":[]}");

        assertThat(FieldFunctions.without(object, json("[\"a\",\"x\"]")))
                .isEqualTo(json("{\"b\":null,\"c\":{},\"d\":[]}"));
        assertThat(object.has("a")).as("the payload itself").isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "21.5"   | 21.5
            "21,5"   | 21.5
            " -3 "   | -3
            "0"      | 0
            "1.5e3"  | 1500.0
            "12345678901234567890" | 12345678901234567890
            "0,12345678901234567890123" | 0.12345678901234567890123
            "007"    | "007"
            "1.234,5" | "1.234,5"
            "21,5 °C" | "21,5 °C"
            "1e400"  | "1e400"
            "1e-400" | "1e-400"
            "nan"    | "nan"
            ""       | ""
            true     | true
            null     | null
            {"a":"1","b":{"c":"2,5"},"d":["3","on"],"e":4} | {"a":1,"b":{"c":2.5},"d":[3,"on"],"e":4}
            """)
    void aTextThatIsANumberBecomesOneAndNothingElseChanges(String value, String expected) throws Exception {
        assertThat(FieldFunctions.toNumber(json(value)).toString())
                .isEqualTo(json(expected).toString());
    }

    @Test
    void wordsAreReplacedWhereverTheyStandAndNothingElseChanges() throws Exception {
        JsonNode table = json("{\"ON\":1,\"OFF\":0,\"unknown\":null}");

        assertThat(FieldFunctions.replaceWords(
                        json("{\"a\":\"ON\",\"b\":{\"c\":\"OFF\"},\"d\":[\"ON\",1],\"e\":\"on\",\"f\":\"unknown\"}"),
                        table))
                .isEqualTo(json("{\"a\":1,\"b\":{\"c\":0},\"d\":[1,1],\"e\":\"on\",\"f\":null}"));
        assertThat(FieldFunctions.replaceWords(TextNode.valueOf("ON"), table).intValue())
                .isEqualTo(1);
    }

    @Test
    void whatIsNoObjectIsRefusedInTheNameOfTheFunctionAndNotOfThePayload() throws Exception {
        JsonNode one = json("1");

        assertThatThrownBy(() -> FieldFunctions.flat(NullNode.getInstance()))
                .hasMessage("flat takes a JSON object, but was given null");
        assertThatThrownBy(() -> FieldFunctions.without(one, json("[]")))
                .hasMessage("without takes a JSON object, but was given 1");
        assertThatThrownBy(() -> FieldFunctions.without(json("{}"), one))
                .hasMessage("without takes a list of names, but was given 1");
        assertThatThrownBy(() -> FieldFunctions.allFields(one))
                .hasMessage("all-fields takes a list of JSON objects, but was given 1");
        assertThatThrownBy(() -> FieldFunctions.allFields(json("[[]]")))
                .hasMessage("all-fields takes a JSON object, but was given []");
        assertThatThrownBy(() -> FieldFunctions.replaceWords(one, one))
                .hasMessage("replace-words takes a JSON object, but was given 1");
    }

    /** As payloads are read: with every digit. */
    private static JsonNode json(String text) throws JsonProcessingException {
        return new StrictJson().readTree(text);
    }
}
