package io.deviceingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A payload is read from its bytes as it would be from its text: the same document, or refused. */
class StrictJsonTest {

    private static final StrictJson JSON = new StrictJson();

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void bytesAreReadAsTheirTextIs(@ForAll("documents") String text) {
        Object expected = outcome(() -> JSON.readTree(text));
        Object read = outcome(() -> JSON.readTree(text.getBytes(UTF_8)));

        // The parsers of bytes and of texts have words of their own for some mistakes.
        assertThat(read instanceof String ? "refused" : read)
                .isEqualTo(expected instanceof String ? "refused" : expected);
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> scalars = Arbitraries.oneOf(
                Arbitraries.of(
                        "null", "true", "1e400", "-1E400", "1e-400", "0e5", "1e5", "3.25", "-0", "1" + "0".repeat(308)),
                Arbitraries.of("9".repeat(309), "1." + "7".repeat(400), "\"\\u0000\"", "\"\\ud800\"", "\"\\n\""),
                Arbitraries.of(
                        "\"é\"", "\"\u0000\"", "\"2e3\"", "nan", "01", "\"", "{\"a\":1,\"a\":2}", "{\"\\u0000\":1}"),
                Arbitraries.integers().map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.strings().ascii().map(value -> '"' + value + '"'));
        Arbitrary<String> nested = scalars.list().ofMaxSize(4).map(values -> '[' + String.join(",", values) + ']');
        Arbitrary<String> objects = scalars.map(value -> "{\"temperature\": " + value + " }");
        return Arbitraries.oneOf(
                scalars,
                nested,
                objects,
                objects.map(object -> object + " 1"),
                Arbitraries.strings().ascii());
    }

    @Example
    void aNumberOutOfRangeIsRefusedHoweverItIsWritten() {
        assertThat(outcome(() -> JSON.readTree("{\"a\":1E999}".getBytes(UTF_8))))
                .isEqualTo("a number is out of range");
        assertThat(outcome(() -> JSON.readTree(("[" + "9".repeat(310) + "]").getBytes(UTF_8))))
                .isEqualTo("a number is out of range");
    }

    @Property(tries = 5_000)
    void aNumberIsReadAsItIsWrittenOrRefused(@ForAll("numbers") String number) {
        Object read = outcome(() -> JSON.readTree(("{\"t\":" + number + "}").getBytes(UTF_8)));

        if (read instanceof JsonNode document) {
            assertThat(document.get("t").decimalValue()).isEqualByComparingTo(number);
            assertThat(new BigDecimal(document.get("t").toString())).isEqualByComparingTo(number);
        } else {
            assertThat(read).isEqualTo("a number is out of range");
            assertThat(new BigDecimal(number).doubleValue()).matches(value -> value == 0 || Double.isInfinite(value));
        }
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(40);
        Arbitrary<String> whole = digits.map(text -> new BigInteger(text).toString());
        Arbitrary<String> exponents = Arbitraries.oneOf(
                Arbitraries.just(""), Arbitraries.integers().between(-420, 420).map(exponent -> "e" + exponent));
        return Combinators.combine(Arbitraries.of("", "-"), whole, digits, exponents)
                .as((sign, before, after, exponent) -> sign + before + "." + after + exponent);
    }

    @Example
    void aNumberThatADoubleWouldTakeForZeroIsRefused() {
        assertThat(outcome(() -> JSON.readTree("[1e-400]".getBytes(UTF_8)))).isEqualTo("a number is out of range");
        assertThat(outcome(() -> JSON.readTree("[0e-400]".getBytes(UTF_8)))).hasToString("[0.0]");
    }

    @Example
    void aNulThatIsEscapedIsRefused() {
        assertThat(outcome(() -> JSON.readTree("{\"a\":\"\\u0000\"}".getBytes(UTF_8))))
                .isEqualTo("a text contains the character NUL");
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private static Object outcome(Reading reading) {
        try {
            return reading.read();
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
