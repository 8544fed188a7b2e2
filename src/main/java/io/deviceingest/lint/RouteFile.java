package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.yaml.BrokenYamlException;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A route file that can be read, with the line of everything in it. Immutable.
 *
 * @param text as it is written
 */
record RouteFile(Path path, String text, LocatedYaml yaml) {

    static RouteFile read(Path path) throws UnusableFileException, BrokenYamlException {
        String text = TextFile.text(path);
        return new RouteFile(path, text, LocatedYaml.of(path, text));
    }

    /** Whether it is the one file that decides about errors. */
    boolean decidesErrors() {
        return path.endsWith("errors.camel.yaml");
    }

    int line(JsonPointer at) {
        return yaml.line(at);
    }

    JsonNode root() {
        return yaml.at(JsonPointer.empty());
    }

    /** What stands behind its outermost dashes. */
    List<Part> items() {
        return parts(JsonPointer.empty());
    }

    List<Part> routes() {
        return items().stream().filter(item -> item.kind().equals("route")).toList();
    }

    /** What stands behind the dashes of a list; none where there is no list. */
    List<Part> parts(JsonPointer list) {
        List<Part> parts = new ArrayList<>();
        JsonNode elements = yaml.at(list);
        for (int i = 0; elements.isArray() && i < elements.size(); i++) {
            JsonPointer at = list.appendIndex(i);
            elements.get(i).properties().stream()
                    .findFirst()
                    .ifPresent(field -> parts.add(new Part(field.getKey(), at, field.getValue())));
        }
        return parts;
    }

    /** Every field at any depth, as the part that it would be: {@code steps} and {@code uri} too. */
    List<Part> fields() {
        List<Part> fields = new ArrayList<>();
        collect(root(), JsonPointer.empty(), fields);
        return fields;
    }

    /** Every step at any depth. */
    List<Part> steps() {
        return lists().stream().flatMap(list -> parts(list).stream()).toList();
    }

    /** Every list of steps at any depth. */
    List<JsonPointer> lists() {
        return fields().stream()
                .filter(field -> field.kind().equals("steps"))
                .map(Part::inside)
                .toList();
    }

    private static void collect(JsonNode node, JsonPointer at, List<Part> fields) {
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), at.appendIndex(i), fields);
        }
        node.properties().forEach(field -> {
            fields.add(new Part(field.getKey(), at, field.getValue()));
            collect(field.getValue(), at.appendProperty(field.getKey()), fields);
        });
    }
}
