package io.deviceingest.deadletter;

/** A topic as it may stand in a log. It comes from outside: it must not write lines of its own, nor long ones. */
public final class PrintableTopic {

    private static final int LONGEST = 200;

    private PrintableTopic() {}

    /** The first characters of it, with a ? for each that is not to be seen: controls, separators of lines, formats. */
    public static String of(String topic) {
        StringBuilder printable = new StringBuilder();
        topic.codePoints().limit(LONGEST).map(c -> isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
        return topic.codePointCount(0, topic.length()) > LONGEST
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
