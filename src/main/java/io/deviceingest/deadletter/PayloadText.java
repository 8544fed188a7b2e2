package io.deviceingest.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The bytes of a payload as people may look at them: as text where they are text, and in hexadecimal. */
public final class PayloadText {

    private static final int BYTES_IN_A_LINE = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private PayloadText() {}

    /** Whether bytes are text in UTF-8 that a terminal shows as it is. */
    public static boolean isText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .allMatch(c -> c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Each line with its offset, its bytes in hexadecimal, and those of them that are printable ASCII. */
    public static String hexDump(byte[] bytes) {
        StringBuilder dump = new StringBuilder(bytes.length * 5);
        for (int from = 0; from < bytes.length; from += BYTES_IN_A_LINE) {
            int to = Math.min(bytes.length, from + BYTES_IN_A_LINE);
            String ascii = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
            dump.append("%08x  %-47s  %s%n".formatted(from, HEX.formatHex(bytes, from, to), ascii));
        }
        return dump.toString();
    }
}
