package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deviceingest.problem.EditDistance;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The files are valid by the schema that Camel gives to editors, which is stricter than Camel itself. */
final class SchemaRule implements LintRule {

    /** They report that no form fits; the messages about the form that was meant explain why. */
    private static final Set<String> SUMMARIES = Set.of("oneOf", "anyOf", "not", "maxProperties");

    /** Camel's own, in its jar. */
    private static final String SCHEMA = "/schema/camelYamlDsl.json";

    @Override
    public void check(RouteSite site, Findings findings) throws IOException {
        JsonNode json;
        try (InputStream resource = SchemaRule.class.getResourceAsStream(SCHEMA)) {
            json = new ObjectMapper().readTree(resource);
        }
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(json);
        Set<String> names = new TreeSet<>();
        collectNames(json, names);
        for (RouteFile file : site.files()) {
            Map<JsonPointer, List<Error>> errors = schema.validate(file.root()).stream()
                    .collect(Collectors.groupingBy(SchemaRule::at, LinkedHashMap::new, Collectors.toList()));
            errors.forEach((at, here) -> {
                // A field that is wrong makes everything around it wrong too.
                if (errors.keySet().stream().noneMatch(other -> isWithin(other, at))) {
                    say(file, at, here, names, findings);
                }
            });
        }
    }

    private static void say(RouteFile file, JsonPointer at, List<Error> errors, Set<String> names, Findings findings) {
        List<Error> telling = errors.stream()
                .filter(error -> !SUMMARIES.contains(error.getKeyword()))
                .toList();
        List<String> unknown = properties("additionalProperties", errors);
        List<String> missing = properties("required", errors);
        for (String name : unknown) {
            // What is missing is what was meant; a name that is known elsewhere is not misspelt.
            String meant = hint(name, Set.copyOf(missing));
            String elsewhere = names.contains(name) ? "" : hint(name, names);
            findings.add(
                    file,
                    at.appendProperty(name),
                    RuleId.SCHEMA,
                    name + " is not known here" + (meant.isEmpty() ? elsewhere : meant));
        }
        if (unknown.isEmpty() && !missing.isEmpty()) {
            String given = file.yaml().at(at).properties().stream()
                    .map(field -> field.getKey() + hint(field.getKey(), Set.copyOf(missing)))
                    .collect(Collectors.joining(", "));
            findings.add(
                    file,
                    at,
                    RuleId.SCHEMA,
                    name(at) + " must have " + (missing.size() == 1 ? "" : "one of ") + String.join(", ", missing)
                            + ", but has " + (given.isEmpty() ? "none" : given));
        } else if (unknown.isEmpty()) {
            String message = (telling.isEmpty() ? errors : telling).get(0).getMessage();
            findings.add(file, at, RuleId.SCHEMA, name(at) + " is not as Camel's schema has it: " + message);
        }
    }

    private static List<String> properties(String keyword, List<Error> errors) {
        return errors.stream()
                .filter(error -> error.getKeyword().equals(keyword))
                .map(Error::getProperty)
                .distinct()
                .toList();
    }

    private static String hint(String name, Set<String> names) {
        return EditDistance.nearest(name, names)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("");
    }

    private static JsonPointer at(Error error) {
        return JsonPointer.compile(error.getInstanceLocation().toString());
    }

    private static boolean isWithin(JsonPointer inner, JsonPointer outer) {
        return inner.toString().startsWith(outer + "/");
    }

    /** The field that a place is in: that of a list, for one of its elements. */
    private static String name(JsonPointer at) {
        JsonPointer field = at;
        while (field.last() != null && field.last().mayMatchElement()) {
            field = field.head();
        }
        return field.last() == null ? "the file" : field.last().getMatchingProperty();
    }

    private static void collectNames(JsonNode node, Set<String> names) {
        node.path("properties").fieldNames().forEachRemaining(names::add);
        node.forEach(child -> collectNames(child, names));
    }
}
