package io.deviceingest.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a request says beside its path: the query of a page, the fields of a form. Immutable. */
public final class Query {

    /** The field of a form with the page that its own page came from. */
    public static final String BACK = "back";

    private final Map<String, List<String>> fields;

    /** @throws Refusal where a value holds a NUL, which PostgreSQL knows no text with */
    public Query(Map<String, List<String>> fields) {
        if (fields.values().stream().flatMap(List::stream).anyMatch(value -> value.indexOf('\0') >= 0)) {
            throw Refusal.badRequest("A value of the request holds a NUL, and no text can", "take it out");
        }
        this.fields = Map.copyOf(fields);
    }

    /** The first value without the spaces around it; empty where there is none. */
    public String text(String name) {
        return exact(name).strip();
    }

    /** The first value character by character; empty where there is none. */
    public String exact(String name) {
        return fields.getOrDefault(name, List.of("")).get(0);
    }

    public boolean has(String name) {
        return !text(name).isEmpty();
    }

    /** @throws Refusal where it is no number, or out of these bounds */
    public long number(String name, long otherwise, long min, long max) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number that is out of bounds.
        }
        String bounds = max == Long.MAX_VALUE ? "of at least " + min : "between " + min + " and " + max;
        throw Refusal.badRequest("\"" + name + "\" must be a number " + bounds + ", but was \"" + text + "\"", "");
    }

    /** One of these. @throws Refusal for any other */
    public String oneOf(String name, String otherwise, List<String> allowed) {
        String text = has(name) ? text(name) : otherwise;
        if (!allowed.contains(text)) {
            throw Refusal.badRequest(
                    "\"" + name + "\" must be " + String.join(" or ", allowed) + ", but was \"" + text + "\"", "");
        }
        return text;
    }

    /** A link with values in its query, whatever characters they have; those that are empty are left out. */
    public static String link(String path, Map<String, ?> values) {
        String query = values.entrySet().stream()
                .filter(value -> !String.valueOf(value.getValue()).isEmpty())
                .map(value -> value.getKey() + "=" + encoded(String.valueOf(value.getValue())))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
