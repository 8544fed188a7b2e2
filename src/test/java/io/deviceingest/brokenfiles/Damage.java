package io.deviceingest.brokenfiles;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages the bytes of a good file as accidents and editors do, the same way for the same seed. */
final class Damage {

    private static final List<String> STRAY = List.of(
            "*a",
            "&a ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "\t",
            "\0",
            "\n",
            "\n  ",
            ": ",
            "- ",
            "? ",
            "!!int ",
            "|",
            ">",
            "%YAML 9.9\n",
            "---\n",
            "...\n",
            "<<: *a\n",
            "\\U00110000",
            "\u2028",
            "\uFEFF",
            "{{",
            "}}",
            "${x",
            "def f(x) f($x) ",
            "(",
            "((((((((",
            "//",
            "--",
            ":?x",
            ";",
            "0x",
            "1e999999999",
            "null",
            "~");

    private final Random random;

    Damage(long seed) {
        this.random = new Random(seed);
    }

    byte[] of(byte[] good) {
        byte[] bytes = good;
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(40));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
            case 2 -> joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
            case 3 -> {
                byte[] flipped = bytes.clone();
                if (at < flipped.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            default ->
                joined(
                        Arrays.copyOf(bytes, at),
                        joined(
                                STRAY.get(random.nextInt(STRAY.size())).getBytes(StandardCharsets.UTF_8),
                                Arrays.copyOfRange(bytes, at, bytes.length)));
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
