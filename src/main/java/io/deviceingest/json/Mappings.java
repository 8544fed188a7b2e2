package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The mapping files, checked before the first message: camel-jslt compiles a mapping only when one arrives. */
final class Mappings {

    /** What camel-jslt gives to every mapping, with the headers that the consumer sets. */
    private static final Map<String, JsonNode> SAMPLE_VARIABLES = Map.of(
            "headers",
            JsonNodeFactory.instance
                    .objectNode()
                    .put("deviceId", "sample")
                    .put("suffix", "sensor")
                    .put("receivedAt", 0L)
                    .put("retained", false),
            "variables",
            JsonNodeFactory.instance.objectNode());

    private Mappings() {}

    /**
     * Compiles every mapping of a directory; none at all is fine.
     *
     * @throws InvalidMappingException for a mapping that does not compile or reads an unknown variable, with file, line and reason
     */
    static void compileAll(Path directory, List<Function> functions) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jslt")) {
            for (Path file : files) {
                compile(file, functions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path file, List<Function> functions) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            Expression mapping = new Parser(reader)
                    .withFunctions(functions)
                    .withSource(file.toString())
                    .compile();
            refuseUnknownVariables(mapping);
        } catch (JsltException e) {
            throw new InvalidMappingException("The mapping " + file + " does not compile: " + e.getMessage(), e);
        }
    }

    /** JSLT looks a variable up only when it is read: one that is misspelt would make every message a dead letter. */
    private static void refuseUnknownVariables(Expression mapping) {
        try {
            mapping.apply(SAMPLE_VARIABLES, JsonNodeFactory.instance.objectNode());
        } catch (JsltException e) {
            if (e.getMessage().startsWith("No such variable")) {
                throw e;
            }
        } catch (RuntimeException | StackOverflowError e) {
            // It refuses this sample, as it may.
        }
    }
}
