package io.deviceingest.lint;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong with a file of a site.
 *
 * @param line from 1
 * @param sentence what was expected, and what stands there instead
 */
public record LintFinding(Path file, int line, RuleId rule, String sentence) implements Comparable<LintFinding> {

    private static final Comparator<LintFinding> ORDER = Comparator.comparing(LintFinding::file)
            .thenComparing(LintFinding::line)
            .thenComparing(LintFinding::rule)
            .thenComparing(LintFinding::sentence);

    @Override
    public int compareTo(LintFinding other) {
        return ORDER.compare(this, other);
    }

    /** As a line: {@code file:line  rule  sentence}. */
    @Override
    public String toString() {
        return file + ":" + line + "  " + rule + "  " + sentence;
    }
}
