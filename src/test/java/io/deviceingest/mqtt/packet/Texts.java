package io.deviceingest.mqtt.packet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts as MQTT 5 allows them (1.5.4), of every length that matters and every class of code points. */
public final class Texts {

    /** The bounds of what two bytes can tell, with and without a sign, and of what anybody would send. */
    private static final List<Integer> LENGTHS = List.of(0, 1, 2, 3, 4, 17, 128, 129, 32_767, 32_768, 65_534, 65_535);

    private Texts() {}

    /** What the standard discourages, and Paho refuses but for U+FDE0 to U+FDEF. */
    private static Arbitrary<Integer> discouraged() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0x01, 0x1F),
                Arbitraries.integers().between(0x7F, 0x9F),
                Arbitraries.integers().between(0xFDD0, 0xFDEF),
                Arbitraries.integers().between(0, 16).map(plane -> plane << 16 | 0xFFFE),
                Arbitraries.integers().between(0, 16).map(plane -> plane << 16 | 0xFFFF));
    }

    private static Arbitrary<Integer> common() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(' ', '~').filter(c -> c != '+' && c != '#'),
                Arbitraries.of(0xA0, 0xE9, 0x7FF, 0x800, 0x20AC, 0xD7FF, 0xE000, 0xFDCF, 0xFDF0, 0xFEFF, 0xFFFD),
                Arbitraries.of(0x10000, 0x1F600, 0xFFFFD, 0x10FFFD),
                Arbitraries.of(0x202E, 0x2028, 0x200B));
    }

    /** Mostly short ones of common characters. */
    public static Arbitrary<byte[]> any() {
        Arbitrary<Integer> codePoint = Arbitraries.frequencyOf(Tuple.of(6, common()), Tuple.of(1, discouraged()));
        Arbitrary<Integer> length = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.integers().between(0, 30)), Tuple.of(1, Arbitraries.of(LENGTHS)));
        return Combinators.combine(codePoint.list().ofMinSize(1).ofMaxSize(5), length)
                .as(Texts::of);
    }

    /** The same code points over and over, as often as they fit into so many bytes. */
    private static byte[] of(List<Integer> codePoints, int length) {
        ByteArrayOutputStream fitting = new ByteArrayOutputStream();
        for (int codePoint : codePoints) {
            byte[] next = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            fitting.write(next, 0, fitting.size() + next.length <= length ? next.length : 0);
        }
        byte[] once = fitting.toByteArray();
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        for (int to = 0; once.length > 0 && to + once.length <= length; to += once.length) {
            System.arraycopy(once, 0, text, to, once.length);
        }
        return text;
    }

    /** Whether Paho reads a text. */
    public static boolean isReadable(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .codePoints()
                .noneMatch(c -> Character.isISOControl(c) || c >= 0xFDD0 && c <= 0xFDDF || (c & 0xFFFE) == 0xFFFE);
    }
}
