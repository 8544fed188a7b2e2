package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files under {@code routes/} are written in one form, and the checks that say so see what they are for. */
class RouteFilesTest {

    private static final Path ROUTES = Path.of("routes");

    private final Violations violations = new Violations();

    @Test
    void everyFileIsWrittenInOneForm() throws IOException {
        RouteLint routes = new RouteLint(violations, keysOfApplication());
        SqlLint statements = new SqlLint(violations);
        for (Path file : files(".camel.yaml")) {
            routes.check(file.toString(), Files.readString(file));
        }
        for (Path file : files(".sql")) {
            statements.check(file.toString(), Files.readString(file));
        }
        assertThat(violations.sentences()).isEmpty();
    }

    @Test
    void everyRouteFileIsValidByCamelsOwnSchema() throws IOException {
        Schema schema;
        try (InputStream json = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(new String(json.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
        for (Path file : files(".camel.yaml")) {
            for (Error error : schema.validate(new ObjectMapper().valueToTree(yaml(file)))) {
                violations.add(file.toString(), "schema", error.getInstanceLocation() + " " + error.getMessage());
            }
        }
        assertThat(violations.sentences()).isEmpty();
    }

    @Test
    void everyFileBesideTheRoutesIsUsedByOne() throws IOException {
        StringBuilder routes = new StringBuilder();
        for (Path file : files(".camel.yaml")) {
            routes.append(Files.readString(file));
        }
        assertThat(Stream.concat(files(".sql").stream(), files(".jslt").stream()))
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(routes.toString()).contains("{{routes.dir}}/" + ROUTES.relativize(file)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            form        | - to: direct:x
            form        | - to: {id: a, uri: "direct:x?timeout=1"}
            form        | - setBody: {id: a, simple: "${body}"}
            form        | - log: text
            id          | - to: {uri: direct:x}
            id          | - to: {id: toX, uri: direct:x}
            id          | - to: {id: r, uri: direct:x}
            placeholder | - to: {id: a, uri: "direct:{{no.such-key}}"}
            values      | - to: {id: a, uri: "jdbc:${header.x}"}
            variables   | - setProperty: {id: a, name: x}
            variables   | - setVariable: {id: a, name: "global:x"}
            errors      | - onException: {id: a}
            choice      | - choice: {id: a, when: []}
            choice      | - choice: {id: a, when: [], otherwise: {steps: []}}
            size        | - a: {id: a, steps: [{a: {id: b, steps: [{a: {id: c, steps: [{a: {id: d}}]}}]}}]}
            """)
    void aStepOfAnotherFormIsFound(String rule, String step) {
        new RouteLint(violations, Set.of("some.key")).check("f", """
                - route:
                    id: r
                    description: A route
                    group: g
                    routeConfigurationId: c
                    from:
                      uri: direct:r
                      steps: [%s]
                """.formatted(step.substring(2)));

        assertThat(violations.sentences()).hasSize(1).first().asString().startsWith("f  " + rule + "  ");
    }

    @Test
    void aRouteWithoutAHeadIsFoundInAllItLacks() {
        new RouteLint(violations, Set.of()).check("f", "- route: {from: {uri: direct:r, steps: []}}");

        assertThat(violations.sentences())
                .containsExactly(
                        "f  id  route must have an id in kebab case, but has none",
                        "f  description  route null must have a description of at most 90 characters",
                        "f  group  route null must have a group",
                        "f  errors  route null must have a routeConfigurationId");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            head       | -- Does something.\\nSELECT 1
            end        | HEAD\\nSELECT :?a;
            values     | HEAD\\nSELECT ${body}
            comments   | HEAD\\nSELECT :?a -- why
            comments   | HEAD\\nSELECT 1\\n-- Not :?a.
            marks      | HEAD\\nSELECT a ? b
            parameters | HEAD\\nSELECT :?b
            """)
    void aStatementOfAnotherFormIsFound(String rule, String text) {
        new SqlLint(violations).check("f", text.replace("\\n", "\n").replace("HEAD", """
                -- Does something.
                -- Parameters: a, from somewhere.
                -- Idempotent: it changes nothing."""));

        assertThat(violations.sentences()).hasSize(1).first().asString().startsWith("f  " + rule + "  ");
    }

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static Object yaml(Path file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }

    private static Set<String> keysOfApplication() throws IOException {
        Set<String> keys = new HashSet<>();
        collect("", yaml(Path.of("src/main/resources/application.yaml")), keys);
        return keys;
    }

    private static void collect(String prefix, Object node, Set<String> keys) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(prefix.isEmpty() ? "" + key : prefix + "." + key, value, keys));
        } else {
            keys.add(prefix);
        }
    }
}
