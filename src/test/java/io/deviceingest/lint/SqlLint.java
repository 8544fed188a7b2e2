package io.deviceingest.lint;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How an SQL file under {@code routes/} is written: camel-jdbc takes every {@code :?name} for a parameter, also one in
 * a comment, and then swaps values in silence.
 */
final class SqlLint {

    private static final Pattern PARAMETER = Pattern.compile(":\\?(\\w+)");
    private static final Pattern OTHER_MARK = Pattern.compile("(?<!:)\\?");

    private final Violations violations;

    SqlLint(Violations violations) {
        this.violations = violations;
    }

    void check(String file, String text) {
        List<String> lines = text.lines().toList();
        List<String> head =
                lines.stream().takeWhile(line -> line.startsWith("--")).toList();
        List<String> statement =
                lines.stream().filter(line -> !line.strip().startsWith("--")).toList();
        String sql = String.join("\n", statement).strip();

        violations.addIf(
                head.size() != 3
                        || !head.get(1).startsWith("-- Parameters: ")
                        || !head.get(2).matches("-- (Idempotent|Not idempotent): .*"),
                file,
                "head",
                "must begin with three lines: what it does, \"Parameters: \", \"Idempotent: \" or \"Not idempotent: \"");
        violations.addIf(sql.endsWith(";"), file, "end", "must not end in a semicolon");
        violations.addIf(text.contains("${"), file, "values", "must take values as parameters, not by ${");
        violations.addIf(
                statement.stream().anyMatch(line -> line.contains("--")),
                file,
                "comments",
                "must have comments on lines of their own");
        violations.addIf(
                lines.stream().anyMatch(line -> line.strip().startsWith("--") && line.contains("?")),
                file,
                "comments",
                "must not have a question mark in a comment: it counts as a parameter");
        violations.addIf(
                OTHER_MARK.matcher(sql).find(), file, "marks", "must not have a question mark outside of :?name");
        String parameters = head.size() > 1 ? head.get(1) : "";
        PARAMETER
                .matcher(sql)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .filter(name -> !Pattern.compile("\\b" + name + "\\b")
                        .matcher(parameters)
                        .find())
                .forEach(name -> violations.add(file, "parameters", "must name " + name + " in its second line"));
    }
}
