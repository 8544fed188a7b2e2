package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import io.deviceingest.problem.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what the rules find. Not thread-safe. */
final class Findings {

    private final SortedSet<LintFinding> all = new TreeSet<>();

    void add(Path file, int line, RuleId rule, String sentence) {
        String words = Printable.line(sentence.strip());
        String again = file + ": ";
        all.add(new LintFinding(file, line, rule, words.startsWith(again) ? words.substring(again.length()) : words));
    }

    void add(RouteFile file, JsonPointer at, RuleId rule, String sentence) {
        add(file.path(), file.line(at), rule, sentence);
    }

    void addIf(boolean wrong, RouteFile file, JsonPointer at, RuleId rule, String sentence) {
        if (wrong) {
            add(file, at, rule, sentence);
        }
    }

    /** Whether a rule has found something anywhere. */
    boolean has(RuleId rule) {
        return all.stream().anyMatch(finding -> finding.rule() == rule);
    }

    /** Whether one of these rules has found something in a file. */
    boolean has(Path file, Set<RuleId> rules) {
        return all.stream().anyMatch(finding -> finding.file().equals(file) && rules.contains(finding.rule()));
    }

    /** In the order of files and lines. */
    List<LintFinding> all() {
        return List.copyOf(all);
    }
}
