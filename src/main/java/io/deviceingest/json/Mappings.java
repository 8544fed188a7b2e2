package io.deviceingest.json;

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

/** The mapping files, checked before the first message: camel-jslt compiles a mapping only when one arrives. */
final class Mappings {

    private Mappings() {}

    /**
     * Compiles every mapping of a directory; none at all is fine.
     *
     * @throws InvalidMappingException for a mapping that does not compile, with file, line and reason
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
            new Parser(reader)
                    .withFunctions(functions)
                    .withSource(file.toString())
                    .compile();
        } catch (JsltException e) {
            throw new InvalidMappingException("The mapping " + file + " does not compile: " + e.getMessage(), e);
        }
    }
}
