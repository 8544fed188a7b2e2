package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.settings.BatchSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be handed to {@code batch:store}, and what it becomes in the batch. */
class EnvelopesTest {

    private static final BatchSettings SETTINGS = new BatchSettings(1_000, 3);

    private static Envelopes of(String body) {
        return Envelopes.into("store", body, SETTINGS);
    }

    private static String inBatch(Envelopes envelopes) {
        StringBuilder array = new StringBuilder();
        envelopes.appendTo(array);
        return array.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"device_id\":\"d\",\"kind\":\"status\"}",
                " { \"kind\": \"status\", \"device_id\": \"d\" } ",
                "{\"device_id\":\"a \\\"word\\\"\"}",
                "{\"device_id\":\"küche/läuft\",\"metrics\":{\"device_id\":\"\"}}",
                "{\"device_id\":17}"
            })
    void oneEnvelopeStaysAsItIs(String body) {
        Envelopes one = of(body);

        assertThat(one.count()).isOne();
        assertThat(inBatch(one)).isEqualTo(body);
        assertThat(one.each()).containsExactly(body);
    }

    @Test
    void theEnvelopesOfAListStandInTheBatchOneByOne() {
        Envelopes list =
                of(" [{\"device_id\":\"a\",\"metrics\":{\"l\":[1]}} , {\"kind\":\"sensor\",\"device_id\":\"b\"}]\n");

        assertThat(list.count()).isEqualTo(2);
        assertThat("[" + inBatch(list) + "]").isEqualToIgnoringWhitespace(list.toString());
        assertThat(list.each())
                .containsExactly(
                        "{\"device_id\":\"a\",\"metrics\":{\"l\":[1]}}", "{\"kind\":\"sensor\",\"device_id\":\"b\"}");
        assertThat(list.devices()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", " [ ] "})
    void nothingIsNothing(String body) {
        assertThat(of(body).isEmpty()).isTrue();
        assertThat(of(body).each()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind":"status"} | it must name its device, a text of 1 to 128 printable characters in device_id, but names none
            {"device_id":""} | but names ""
            {"device_id":null} | but names none
            {"device_id":["d"]} | but names none
            {"device_id":"a\\u0000"} | it must name its device
            {"device_id":"a\\n"} | it must name its device
            {"device_id":"a\\u0085"} | it must name its device
            {"device_id":"\\ud800"} | it must name its device
            [{"device_id":"d"},{"kind":"sensor"}] | number 2 must name its device
            [{"device_id":"d"},7] | number 2 must be an envelope, an object, but is 7
            [[{"device_id":"d"}]] | number 1 must be an envelope, an object, but is a list
            "d" | it must be an envelope, an object, but is d
            {"kind":"status","device_id":"d"} {} | it must end behind one envelope or one list of envelopes
            [{"device_id":"d"}] [] | it must end behind one envelope or one list of envelopes
            [{"device_id":"d"} | it must be JSON, but is not
            [{"device_id":"a"},{"device_id":"b"},{"device_id":"c"},{"device_id":"d"}] | these are 4 envelopes of one message, but MESSAGE_MAX_READINGS is 3; try:
            """)
    void whatIsNoEnvelopeIsRefusedWithASentence(String body, String sentence) {
        assertThatThrownBy(() -> of(body))
                .isInstanceOf(UnusableEnvelopesException.class)
                .hasMessageStartingWith("what the mapping makes cannot be stored: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void anIdHasAtMost128Characters() {
        String longest = "x".repeat(128);

        assertThat(of("{\"device_id\":\"" + longest + "\"}").devices()).isEqualTo(List.of(longest));
        assertThatThrownBy(() -> of("{\"device_id\":\"" + longest + "x\"}"))
                .hasMessageContaining("1 to 128 printable characters");
    }

    @Test
    void theBodyOfAnotherBatchIsItsOwnAffair() {
        Envelopes body = Envelopes.into("letters-of-a-site", "[1, 2]", SETTINGS);

        assertThat(body.count()).isOne();
        assertThat(inBatch(body)).isEqualTo("[1, 2]");
    }
}
