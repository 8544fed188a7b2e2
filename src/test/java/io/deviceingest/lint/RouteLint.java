package io.deviceingest.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** How a route file is written: one form for everything, so that tools, metrics and people find their way. */
final class RouteLint {

    private static final String ERRORS = "errors.camel.yaml";
    private static final Set<String> ITEMS = Set.of("route", "routeConfiguration", "beans");
    private static final Set<String> STEPS_AS_TEXT = Set.of("from", "to", "toD", "log", "wireTap");
    private static final Set<String> LANGUAGES =
            Set.of("simple", "constant", "csimple", "jq", "jslt", "jsonpath", "groovy", "spel", "mvel", "xpath");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^}:]+)[^}]*}}");
    private static final int MAX_DESCRIPTION = 90;
    private static final int MAX_LINES = 80;
    private static final int MAX_ROUTES = 3;
    private static final int MAX_DEPTH = 3;

    private final Violations violations;
    private final Set<String> knownKeys;
    private final Set<String> ids = new HashSet<>();
    private String file;

    /** @param knownKeys what a placeholder may name */
    RouteLint(Violations violations, Set<String> knownKeys) {
        this.violations = violations;
        this.knownKeys = knownKeys;
    }

    void check(String name, String text) {
        file = name;
        List<?> items = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        // One decision about errors is one file, however long.
        refuseIf(
                !file.endsWith(ERRORS) && text.lines().count() > MAX_LINES,
                "size",
                "must have at most " + MAX_LINES + " lines");
        refuseIf(items.size() > MAX_ROUTES, "size", "must have at most " + MAX_ROUTES + " routes");
        PLACEHOLDER
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(key -> !knownKeys.contains(key))
                .forEach(key -> violations.add(file, "placeholder", "{{" + key + "}} is not in application.yaml"));
        for (Object item : items) {
            String kind = String.valueOf(map(item).keySet().iterator().next());
            refuseIf(!ITEMS.contains(kind), "form", "has an item " + kind + ", but only " + ITEMS + " may be one");
            refuseIf(
                    file.endsWith(ERRORS) != kind.equals("routeConfiguration"),
                    "errors",
                    "must hold no " + kind + ": routeConfigurations are in " + ERRORS + ", and nothing else is");
            head(kind, map(map(item).get(kind)));
            walk(item, 0);
        }
    }

    private void head(String kind, Map<?, ?> route) {
        Object id = route.get("id");
        id(kind, id);
        String description = String.valueOf(route.get("description"));
        refuseIf(
                !route.containsKey("description") || description.length() > MAX_DESCRIPTION,
                "description",
                kind + " " + id + " must have a description of at most " + MAX_DESCRIPTION + " characters");
        if (kind.equals("route")) {
            refuseIf(!route.containsKey("group"), "group", "route " + id + " must have a group");
            refuseIf(
                    !route.containsKey("routeConfigurationId") && !"dead-letter".equals(id),
                    "errors",
                    "route " + id + " must have a routeConfigurationId");
        }
    }

    private void id(String what, Object id) {
        if (id == null) {
            violations.add(file, "id", what + " must have an id in kebab case, but has none");
            return;
        }
        String name = id.toString();
        refuseIf(!ID.matcher(name).matches(), "id", what + " must have an id in kebab case, but has " + name);
        refuseIf(!ids.add(name), "id", what + " has the id " + name + ", which is taken");
    }

    private void walk(Object node, int depth) {
        if (node instanceof List<?> list) {
            list.forEach(element -> walk(element, depth));
        } else if (node instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> {
                field(String.valueOf(key), value);
                boolean steps = key.equals("steps");
                if (steps) {
                    steps(value, depth + 1);
                }
                walk(value, steps ? depth + 1 : depth);
            });
        }
    }

    private void field(String key, Object value) {
        boolean text = !(value instanceof Map || value instanceof List);
        refuseIf(
                text && (STEPS_AS_TEXT.contains(key) || LANGUAGES.contains(key)),
                "form",
                key + ": " + value + " must be written out, not as text");
        refuseIf(
                key.equals("uri") && String.valueOf(value).contains("?"),
                "form",
                "uri " + value + " must have its options under parameters");
        refuseIf(
                key.equals("uri") && String.valueOf(value).matches("jdbc:.*\\$\\{.*")
                        || key.equals("useMessageBodyForSql"),
                "values",
                key + ": " + value + ": values reach SQL only as parameters");
        refuseIf(key.equals("setProperty"), "variables", "must not use setProperty, but setVariable or setHeader");
        refuseIf(
                key.equals("setVariable")
                        && String.valueOf(map(value).get("name")).startsWith("global:"),
                "variables",
                "must not use global variables");
        refuseIf(
                !file.endsWith(ERRORS) && Set.of("onException", "errorHandler").contains(key),
                "errors",
                "must leave " + key + " to " + ERRORS);
        if (key.equals("choice")) {
            Object otherwise = map(value).get("otherwise");
            refuseIf(
                    otherwise == null || !(map(otherwise).get("steps") instanceof List<?> steps) || steps.isEmpty(),
                    "choice",
                    map(value).get("id")
                            + " must have an otherwise with steps: without a match it acknowledges in silence");
        }
        if (key.equals("onException") && value instanceof Map<?, ?> clause) {
            clause(clause);
        }
    }

    /** What is handled is acknowledged: it must be parked, or have been no message at all. */
    private void clause(Map<?, ?> clause) {
        boolean handled = clause.toString().contains("handled={constant={expression=true}}");
        boolean parks = String.valueOf(clause.get("steps")).contains("uri=direct:dead-letter");
        String description = String.valueOf(clause.get("description"));
        refuseIf(
                handled && clause.get("steps") == null,
                "errors",
                "\"" + description + "\" is handled and does nothing");
        refuseIf(
                parks && !Boolean.TRUE.equals(clause.get("useOriginalMessage")),
                "errors",
                "\"" + description + "\" must have useOriginalMessage: true");
        refuseIf(
                parks && !description.contains("acknowledged and parked"),
                "errors",
                "\"" + description + "\" must say that the message is acknowledged and parked");
    }

    private void steps(Object steps, int depth) {
        refuseIf(depth > MAX_DEPTH, "size", "has steps nested deeper than " + MAX_DEPTH);
        for (Object step : (List<?>) steps) {
            String kind = String.valueOf(map(step).keySet().iterator().next());
            if (map(step).get(kind) instanceof Map<?, ?> options) {
                id("step " + kind, options.get("id"));
            }
        }
    }

    private void refuseIf(boolean wrong, String rule, String what) {
        violations.addIf(wrong, file, rule, what);
    }

    private static Map<?, ?> map(Object node) {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }
}
