package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes and the numbers that they are: known ones, and any there and back. */
class ByteFunctionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{3} of {1}, {2} end first, is {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            11                   | 0b               | big    | unsigned
            255                  | ff               | big    | unsigned
            -1                   | ff               | little | signed
            2911                 | 0B:5F            | big    | unsigned
            24331                | 0b-5f            | little | unsigned
            -129                 | ff 7f            | big    | signed
            32767                | ff 7f            | little | signed
            8388607              | 7fffff           | big    | signed
            -8388608             | 800000           | big    | signed
            4294967295           | ffffffff         | big    | unsigned
            -2                   | feffffff         | little | signed
            18446744073709551615 | ffffffffffffffff | big    | unsigned
            -9223372036854775808 | 8000000000000000 | big    | signed
            1                    | 3f800000         | big    | ieee-float
            -2                   | 000000c0         | little | ieee-float
            0.1                  | 3dcccccd         | big    | ieee-float
            21.5                 | 0000ac41         | little | ieee-float
            3.141592653589793    | 400921fb54442d18 | big    | ieee-float
            0.1                  | 9a9999999999b93f | little | ieee-float
            """)
    void knownBytesAreKnownNumbers(String number, String hex, String order, String function) {
        JsonNode read = call(function, ByteFunctions.fromHex(TextNode.valueOf(hex)), order);

        assertThat(read.decimalValue()).isEqualByComparingTo(number);
    }

    @Property
    void anyBytesInHexAndInBase64AreReadAsTheyAre(@ForAll byte[] bytes) {
        assertThat(ByteFunctions.fromHex(TextNode.valueOf(HexFormat.of().formatHex(bytes))))
                .isEqualTo(list(bytes));
        assertThat(ByteFunctions.fromHex(TextNode.valueOf(
                        HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes))))
                .isEqualTo(list(bytes));
        assertThat(ByteFunctions.fromBase64(TextNode.valueOf(Base64.getEncoder().encodeToString(bytes))))
                .isEqualTo(list(bytes));
        assertThat(ByteFunctions.fromBase64(
                        TextNode.valueOf(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))))
                .isEqualTo(list(bytes));
    }

    @Property
    void anyPayloadIsReadAsItsBytes(@ForAll byte[] bytes) {
        assertThat(new PayloadBytes().readTree(bytes)).isEqualTo(list(bytes));
    }

    @Property
    void anyWholeNumberIsItsBytes(@ForAll long number, @ForAll @IntRange(min = 1, max = 8) int size) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        byte[] bytes = Arrays.copyOfRange(all, Long.BYTES - size, Long.BYTES);

        assertThat(call("signed", list(bytes), "big").bigIntegerValue()).isEqualTo(new BigInteger(bytes));
        assertThat(call("unsigned", list(bytes), "big").bigIntegerValue()).isEqualTo(new BigInteger(1, bytes));
        assertThat(call("signed", list(reversed(bytes)), "little")).isEqualTo(call("signed", list(bytes), "big"));
        assertThat(call("unsigned", list(reversed(bytes)), "little")).isEqualTo(call("unsigned", list(bytes), "big"));
    }

    @Property
    void anyFloatIsItsBytes(@ForAll float small, @ForAll double large) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            String name = order == ByteOrder.BIG_ENDIAN ? "big" : "little";
            byte[] four = ByteBuffer.allocate(4).order(order).putFloat(small).array();
            byte[] eight = ByteBuffer.allocate(8).order(order).putDouble(large).array();

            assertThat(call("ieee-float", list(four), name).floatValue()).isEqualTo(small);
            assertThat(call("ieee-float", list(eight), name).doubleValue()).isEqualTo(large);
        }
    }

    @Example
    void whatIsNoFiniteNumberIsRefusedUnlessTheMappingSaysWhatStandsForIt() {
        JsonNode nan = ByteFunctions.fromHex(TextNode.valueOf("7fc00000"));
        JsonNode big = TextNode.valueOf("big");

        assertThatThrownBy(() -> ByteFunctions.ieeeFloat(new JsonNode[] {nan, big}))
                .hasMessage("ieee-float: the bytes [127,192,0,0] are NaN, which JSON does not have;"
                        + " a third argument, such as null, stands for it");
        assertThat(ByteFunctions.ieeeFloat(new JsonNode[] {nan, big, NullNode.instance})
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "0b5"       | from-hex takes pairs of hexadecimal digits, but was given "0b5"
            "0x0b"      | from-hex takes pairs of hexadecimal digits, but was given "0x0b"
            "0b::5f"    | from-hex takes pairs of hexadecimal digits, but was given "0b::5f"
            "0b:"       | from-hex takes pairs of hexadecimal digits, but was given "0b:"
            17          | from-hex takes a text, but was given 17
            """)
    void whatIsNoHexIsRefused(String text, String sentence) throws Exception {
        JsonNode value = JSON.readTree(text);

        assertThatThrownBy(() -> ByteFunctions.fromHex(value)).hasMessage(sentence);
    }

    @Example
    void whatIsNoBase64IsRefused() {
        assertThatThrownBy(() -> ByteFunctions.fromBase64(TextNode.valueOf("C1*=")))
                .hasMessage("from-base64 takes a text in base64, but was given \"C1*=\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                  | big     | unsigned takes a list of 1 to 8 bytes, but was given []
            [1,2,3,4,5,6,7,8,9] | big     | unsigned takes a list of 1 to 8 bytes, but was given [1,2,3,4,5,6,7,8,9]
            "0b"                | big     | unsigned takes a list of 1 to 8 bytes, but was given "0b"
            [256]               | big     | unsigned: a byte must be a whole number from 0 to 255, but was 256
            [1.5]               | big     | unsigned: a byte must be a whole number from 0 to 255, but was 1.5
            [1]                 | network | unsigned: the order of the bytes must be "big" or "little", but was "network"
            """)
    void whatIsNoListOfBytesIsRefused(String bytes, String order, String sentence) throws Exception {
        JsonNode list = JSON.readTree(bytes);

        assertThatThrownBy(() -> call("unsigned", list, order)).hasMessage(sentence);
    }

    private static JsonNode call(String function, JsonNode bytes, String order) {
        return MappingFunctions.ALL.stream()
                .filter(one -> one.getName().equals(function))
                .findFirst()
                .orElseThrow()
                .call(NullNode.instance, new JsonNode[] {bytes, TextNode.valueOf(order)});
    }

    private static JsonNode list(byte[] bytes) {
        return ByteFunctions.list(bytes, bytes.length);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
