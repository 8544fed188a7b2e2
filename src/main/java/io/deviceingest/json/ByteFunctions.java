package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What mappings can do with bytes: a list of numbers from 0 to 255, of which {@code $bytes[2 : 4]} is a part. Stateless.
 */
final class ByteFunctions {

    private static final int LONGEST_NUMBER = 8;

    private ByteFunctions() {}

    /** {@code from-hex("0B 5F")}: the bytes; between two of them may stand a blank, a colon or a hyphen. */
    static JsonNode fromHex(JsonNode text) {
        String digits = text(text, "from-hex");
        byte[] bytes = new byte[(digits.length() + 1) / 2];
        int count = 0;
        for (int i = 0; i < digits.length(); i += 2) {
            if (count > 0 && " :-".indexOf(digits.charAt(i)) >= 0) {
                i++;
            }
            if (i + 2 > digits.length()
                    || !HexFormat.isHexDigit(digits.charAt(i))
                    || !HexFormat.isHexDigit(digits.charAt(i + 1))) {
                throw new IllegalArgumentException("from-hex takes pairs of hexadecimal digits, but was given " + text);
            }
            bytes[count++] = (byte) HexFormat.fromHexDigits(digits, i, i + 2);
        }
        return list(bytes, count);
    }

    /** {@code from-base64("C18=")}: the bytes; also in the alphabet for URLs, and without the {@code =} at the end. */
    static JsonNode fromBase64(JsonNode text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(text(text, "from-base64").replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("from-base64 takes a text in base64, but was given " + text, e);
        }
        return list(bytes, bytes.length);
    }

    private static String text(JsonNode text, String function) {
        if (!text.isTextual()) {
            throw new IllegalArgumentException(function + " takes a text, but was given " + text);
        }
        return text.textValue().strip();
    }

    static ArrayNode list(byte[] bytes, int count) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode(count);
        for (int i = 0; i < count; i++) {
            list.add(Byte.toUnsignedInt(bytes[i]));
        }
        return list;
    }

    /** {@code unsigned($bytes[0 : 2], "big")}: the number that 1 to 8 bytes are, from 0 on. */
    static JsonNode unsigned(JsonNode bytes, JsonNode order) {
        return number(new BigInteger(1, bigEndian(bytes, order, "unsigned")));
    }

    /** {@code signed($bytes[0 : 2], "little")}: the number that 1 to 8 bytes are in two's complement. */
    static JsonNode signed(JsonNode bytes, JsonNode order) {
        return number(new BigInteger(bigEndian(bytes, order, "signed")));
    }

    private static JsonNode number(BigInteger number) {
        return number.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(number.longValue())
                : JsonNodeFactory.instance.numberNode(number);
    }

    /**
     * {@code ieee-float($bytes[0 : 4], "big")}: the number that 4 or 8 bytes are by IEEE 754. Of 4 bytes it is the
     * shortest that is this float: 0.1 rather than 0.10000000149. What is no finite number is the third argument, or an
     * error without one.
     */
    static JsonNode ieeeFloat(JsonNode[] arguments) {
        byte[] bytes = bigEndian(arguments[0], arguments[1], "ieee-float");
        double number;
        if (bytes.length == Float.BYTES) {
            number = Double.parseDouble(Float.toString(Float.intBitsToFloat(new BigInteger(bytes).intValue())));
        } else if (bytes.length == Double.BYTES) {
            number = Double.longBitsToDouble(new BigInteger(bytes).longValue());
        } else {
            throw new IllegalArgumentException("ieee-float takes 4 or 8 bytes, but was given " + arguments[0]);
        }
        if (Double.isFinite(number)) {
            return DoubleNode.valueOf(number);
        } else if (arguments.length > 2) {
            return arguments[2];
        }
        throw new IllegalArgumentException("ieee-float: the bytes " + arguments[0] + " are " + number
                + ", which JSON does not have; a third argument, such as null, stands for it");
    }

    private static byte[] bigEndian(JsonNode list, JsonNode order, String function) {
        boolean little = order.asText().equals("little");
        if (!little && !order.asText().equals("big")) {
            throw new IllegalArgumentException(
                    function + ": the order of the bytes must be \"big\" or \"little\", but was " + order);
        }
        if (!list.isArray() || list.isEmpty() || list.size() > LONGEST_NUMBER) {
            throw new IllegalArgumentException(function + " takes a list of 1 to 8 bytes, but was given " + list);
        }
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode one = list.get(little ? bytes.length - 1 - i : i);
            if (!one.isIntegralNumber() || !one.canConvertToInt() || one.intValue() < 0 || one.intValue() > 255) {
                throw new IllegalArgumentException(
                        function + ": a byte must be a whole number from 0 to 255, but was " + one);
            }
            bytes[i] = (byte) one.intValue();
        }
        return bytes;
    }
}
