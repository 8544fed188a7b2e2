package io.deviceingest.console.device;

import io.deviceingest.problem.Printable;
import java.time.Instant;

/**
 * The newest value of a metric.
 *
 * @param name its first {@value #LONGEST_NAME} characters and one
 * @param value a number, or 0 and 1 for false and true; null where it is a text
 * @param text its first {@value #LONGEST_TEXT} characters and one; null where it is a number
 * @param at the time of the reading
 */
public record Metric(String name, Double value, String text, Instant at) {

    static final int LONGEST_NAME = 200;
    static final int LONGEST_TEXT = 1_000;

    /** Its name as a page shows it. */
    public String label() {
        return Printable.text(name, LONGEST_NAME);
    }

    /** Its text as a page shows it; empty for none. */
    public String words() {
        return text == null ? "" : Printable.text(text, LONGEST_TEXT);
    }

    /** Whether it is a number, with a name that a link can hold. */
    public boolean canBeDrawn() {
        return value != null && name.codePointCount(0, name.length()) <= LONGEST_NAME;
    }
}
