package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * What stands behind one dash of a route file: a route or one of its steps.
 *
 * @param kind such as {@code to}
 * @param at where it stands
 * @param fields its own fields; a text in the short form
 */
record Part(String kind, JsonPointer at, JsonNode fields) {

    private static final Pattern SCHEME = Pattern.compile(":.*", Pattern.DOTALL);

    /** Where its own fields stand. */
    JsonPointer inside() {
        return at.appendProperty(kind);
    }

    JsonPointer inside(String field) {
        return inside().appendProperty(field);
    }

    String id() {
        return fields.path("id").asText("");
    }

    /** Where a step hands messages to, in either form; empty where it does not. */
    String uri() {
        return fields.isTextual() ? fields.asText() : fields.path("uri").asText("");
    }

    /** The component that it hands messages to, such as {@code direct}. */
    String scheme() {
        return SCHEME.matcher(uri()).replaceFirst("");
    }
}
