package io.deviceingest.monitoring;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a PromQL expression asks for by name: its series, and the labels that it groups by. */
final class Selectors {

    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    /** A name, with its matchers, that is no function and no unit of a duration. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?:\\{[^}]*})?(?![\\w:{])(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    private Selectors() {}

    static List<String> of(String expression) {
        String ungrouped = GROUPING.matcher(expression).replaceAll("");
        return SELECTOR.matcher(ungrouped)
                .results()
                .map(match -> match.group())
                .filter(name -> !OPERATORS.contains(name))
                .distinct()
                .toList();
    }

    static List<String> labels(String expression) {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(match -> Stream.of(match.group(1).split("\\s*,\\s*")))
                .distinct()
                .toList();
    }
}
