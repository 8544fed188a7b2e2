package io.deviceingest.console.letters;

import java.util.regex.Pattern;

/** Texts of devices as a page may show them. */
final class Visible {

    /** They turn the direction of what follows, so that a text reads as another one. */
    private static final Pattern DIRECTIONS = Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private Visible() {}

    /** The same text, with a mark for each character that only turns the direction. */
    static String text(String text) {
        return DIRECTIONS.matcher(text).replaceAll("\uFFFD");
    }
}
