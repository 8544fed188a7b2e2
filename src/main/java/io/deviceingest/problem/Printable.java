package io.deviceingest.problem;

import java.util.regex.Pattern;

/**
 * What came from outside, as it may stand in a log or on a terminal: it must not write lines of its own, nor speak to
 * the terminal.
 */
public final class Printable {

    private static final int LONGEST_TOPIC = 200;
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}+");

    private Printable() {}

    /** In one line: a space for each end of a line with its indentation, and for other control characters. */
    public static String line(String text) {
        return CONTROLS.matcher(LINE_END.matcher(text).replaceAll(" ")).replaceAll(" ");
    }

    /** The first characters of a topic, as {@link #text}. */
    public static String topic(String topic) {
        return text(topic, LONGEST_TOPIC);
    }

    /**
     * So many of the first characters, with a ? for each that is not to be seen: controls, separators of lines,
     * formats.
     */
    public static String text(String text, int longest) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(longest).map(c -> isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
        return text.codePointCount(0, text.length()) > longest
                ? printable.append('…').toString()
                : printable.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
