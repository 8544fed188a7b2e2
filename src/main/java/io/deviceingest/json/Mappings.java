package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.FileMistake;
import io.deviceingest.site.InvalidMappingException;
import io.deviceingest.site.NamedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mapping files, checked before the first message, and all of them: a route fails at the first that is wrong. */
public final class Mappings {

    /** As JSLT says where: the file, line and column. */
    private static final Pattern PLACE = Pattern.compile("\\.jslt:(\\d+):\\d+");

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
     * What is wrong with the mappings of a site, one sentence each with file, line and reason: one that does not
     * compile, that reads an unknown variable, or that a route names and nobody has written.
     */
    public static List<FileMistake> mistakes(RouteSettings routes) {
        List<FileMistake> mistakes = new ArrayList<>();
        Set<Path> there = new TreeSet<>();
        NamedFiles files = new NamedFiles(routes);
        try {
            for (Map.Entry<Path, Path> named : files.mappings().entrySet()) {
                Path mapping = named.getKey();
                if (Files.exists(mapping)) {
                    there.add(mapping);
                } else {
                    mistakes.add(files.missing(mapping, named.getValue(), "The mapping " + mapping));
                }
            }
            addUnnamed(routes.directory().resolve("mapping"), there);
            for (Path mapping : there) {
                compile(mapping, mistakes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mistakes.sort(Comparator.comparing(FileMistake::sentence));
        return mistakes;
    }

    /** @throws InvalidMappingException with all of {@link #mistakes}, where there is one */
    public static void mustBeRight(RouteSettings routes) {
        List<FileMistake> mistakes = mistakes(routes);
        if (!mistakes.isEmpty()) {
            throw new InvalidMappingException(mistakes);
        }
    }

    private static void addUnnamed(Path directory, Set<Path> mappings) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jslt")) {
                files.forEach(mappings::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
    }

    private static void compile(Path file, List<FileMistake> mistakes) {
        try {
            refuseUnknownVariables(MappingText.compile(TextFile.text(file), file.toString()));
        } catch (JsltException e) {
            Matcher place = PLACE.matcher(e.getMessage());
            mistakes.add(new FileMistake(
                    file,
                    place.find() ? Integer.parseInt(place.group(1)) : 1,
                    "The mapping " + file + " does not compile: " + e.getMessage()));
        } catch (UnusableFileException e) {
            mistakes.add(new FileMistake(file, e.line(), "The mapping " + e.getMessage()));
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
