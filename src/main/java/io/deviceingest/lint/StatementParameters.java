package io.deviceingest.lint;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The {@code :?name} of an SQL file. */
final class StatementParameters {

    private static final Pattern PARAMETER = Pattern.compile(":\\?(\\w+)");

    private StatementParameters() {}

    /** Each with the first line that it stands on; not those in comments. */
    static SortedMap<String, Integer> of(String text) {
        SortedMap<String, Integer> parameters = new TreeMap<>();
        RouteSite.lines(text).forEach((number, line) -> {
            if (!line.strip().startsWith("--")) {
                PARAMETER.matcher(line).results().forEach(match -> parameters.putIfAbsent(match.group(1), number));
            }
        });
        return parameters;
    }
}
