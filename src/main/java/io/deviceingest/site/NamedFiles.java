package io.deviceingest.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a site: its route files, and the mappings and statements that these name. */
public final class NamedFiles {

    private final Path routesDirectory;

    public NamedFiles(Path routesDirectory) {
        this.routesDirectory = routesDirectory;
    }

    /** The route files, in the order of their names. */
    public List<Path> routes() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(routesDirectory, "*.camel.yaml")) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    /** The mappings that route files name, each with the first file that does. */
    public Map<Path, Path> mappings() {
        return named("jslt");
    }

    /** The statements that route files name, each with the first file that does. */
    public Map<Path, Path> statements() {
        return named("resource");
    }

    /** Read from the text: also a file that is broken elsewhere says what it needs. */
    private Map<Path, Path> named(String scheme) {
        Pattern name = Pattern.compile(scheme + ":file:\\{\\{routes\\.dir}}/([^\\s\"'?#]+)");
        Map<Path, Path> named = new TreeMap<>();
        try {
            for (Path file : routes()) {
                Matcher names = name.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (names.find()) {
                    named.putIfAbsent(routesDirectory.resolve(names.group(1)), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named;
    }
}
