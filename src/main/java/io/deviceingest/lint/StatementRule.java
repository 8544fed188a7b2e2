package io.deviceingest.lint;

import io.deviceingest.site.SqlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How an SQL file is written: camel-jdbc takes every {@code :?name} for a parameter, also one in a comment, and then
 * swaps values in silence.
 */
final class StatementRule implements LintRule {

    @Override
    public void check(RouteSite site, Findings findings) {
        site.statements().forEach(file -> {
            Path path = file.path();
            head(file, findings);
            Map<Integer, String> lines = RouteSite.lines(file.text());
            lines.forEach((number, line) -> line(path, number, line, findings));
            lines.entrySet().stream()
                    .filter(line -> !line.getValue().isBlank())
                    .reduce((first, last) -> last)
                    .filter(last -> last.getValue().strip().endsWith(";"))
                    .ifPresent(last ->
                            findings.add(path, last.getKey(), RuleId.HEAD, "a statement must not end in a semicolon"));
        });
    }

    private static void head(SqlFile file, Findings findings) {
        List<String> head =
                file.text().lines().takeWhile(line -> line.startsWith("--")).toList();
        boolean right = head.size() == 3
                && head.get(1).startsWith("-- Parameters: ")
                && head.get(2).matches("-- (Idempotent|Not idempotent): .*");
        if (!right) {
            findings.add(
                    file.path(),
                    1,
                    RuleId.HEAD,
                    "a statement must begin with three lines: what it does, \"-- Parameters: \", and"
                            + " \"-- Idempotent: \" or \"-- Not idempotent: \"");
        }
        String named = head.size() > 1 ? head.get(1) : "";
        file.linesOfParameters().forEach((name, line) -> {
            if (right && !named.matches(".*\\b" + name + "\\b.*")) {
                findings.add(file.path(), 2, RuleId.HEAD, "the second line must name the parameter " + name);
            }
        });
    }

    private static void line(Path path, int number, String line, Findings findings) {
        if (SqlFile.isComment(line)) {
            if (line.contains("?")) {
                findings.add(
                        path,
                        number,
                        RuleId.MARKS,
                        "a comment must not have a question mark: it counts as a parameter, and the values are swapped");
            }
            return;
        }
        if (line.contains("--")) {
            findings.add(path, number, RuleId.COMMENT, "a comment must stand on a line of its own");
        }
        if (SqlFile.withoutParameters(line).contains("?")) {
            findings.add(path, number, RuleId.MARKS, "a statement must not have a question mark outside of :?name");
        }
    }
}
