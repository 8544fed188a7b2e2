package io.deviceingest.mqtt.packet;

import java.util.Arrays;

/**
 * Replaces, byte for byte by {@code ?}, what Paho refuses to read in a text: control characters, noncharacters (legal,
 * MQTT 5, 1.5.4 discourages them) and whatever is no UTF-8.
 */
final class Utf8 {

    private static final byte REPLACEMENT = '?';

    private Utf8() {}

    /** Says whether anything was replaced. */
    static boolean repairText(byte[] bytes, int from, int to) {
        return repair(bytes, from, to, false);
    }

    /** The same of the name of a topic, in which wildcards mean nothing (4.7.1). */
    static boolean repairTopic(byte[] bytes, int from, int to) {
        return repair(bytes, from, to, true);
    }

    private static boolean repair(byte[] bytes, int from, int to, boolean topic) {
        boolean repaired = false;
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (b >= ' ' && b < 0x7F && !(topic && (b == '+' || b == '#'))) {
                i++;
            } else {
                int length = lengthAt(bytes, i, to);
                if (length == 0 || !isAllowed(codePoint(bytes, i, length), topic)) {
                    length = Math.max(length, 1);
                    Arrays.fill(bytes, i, i + length, REPLACEMENT);
                    repaired = true;
                }
                i += length;
            }
        }
        return repaired;
    }

    /** How many bytes the character there has; 0 where there is no valid one. */
    private static int lengthAt(byte[] bytes, int at, int to) {
        int first = Byte.toUnsignedInt(bytes[at]);
        int length =
                first < 0x80 ? 1 : first >> 5 == 0b110 ? 2 : first >> 4 == 0b1110 ? 3 : first >> 3 == 0b11110 ? 4 : 0;
        if (at + length > to) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length < 2 || isShortest(codePoint(bytes, at, length), length) ? length : 0;
    }

    private static boolean isShortest(int codePoint, int length) {
        return switch (length) {
            case 2 -> codePoint >= 0x80;
            case 3 -> codePoint >= 0x800;
            default -> codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
        };
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        if (length < 2) {
            return bytes[at];
        }
        int codePoint = bytes[at] & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
        }
        return codePoint;
    }

    /** As Paho has it: of the noncharacters from U+FDD0 on it refuses sixteen, and reads the others. */
    private static boolean isAllowed(int codePoint, boolean topic) {
        boolean noncharacter = codePoint >= 0xFDD0 && codePoint <= 0xFDDF || (codePoint & 0xFFFE) == 0xFFFE;
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        boolean wildcard = topic && (codePoint == '+' || codePoint == '#');
        return codePoint <= Character.MAX_CODE_POINT
                && !noncharacter
                && !surrogate
                && !wildcard
                && !Character.isISOControl(codePoint);
    }
}
