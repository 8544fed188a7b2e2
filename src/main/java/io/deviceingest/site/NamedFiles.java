package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.Resource;

/** The files of a site: its route files, and the mappings and statements that these name. */
public final class NamedFiles {

    private static final Pattern SUBSCRIPTION = Pattern.compile("paho-mqtt5:([^\\s\"'{]+)");

    private final RouteSettings settings;

    public NamedFiles(RouteSettings settings) {
        this.settings = settings;
    }

    /** The route files, in the order of their names; those of the dialects last. */
    public List<Path> routes() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path directory : settings.directories()) {
            List<Path> there = new ArrayList<>();
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.camel.yaml")) {
                found.forEach(there::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            Collections.sort(there);
            files.addAll(there);
        }
        return files;
    }

    /**
     * The same as Camel loads them, with what stands in them at this moment.
     *
     * @throws UnusableFileException for one that cannot be read, or is no YAML within its limits
     */
    public List<Resource> routeResources() throws IOException {
        List<Resource> resources = new ArrayList<>();
        for (Path file : routes()) {
            resources.add(RouteText.resource(file));
        }
        return resources;
    }

    /** The mappings that route files name, each with the first file that does. */
    public Map<Path, Path> mappings() {
        return named("jslt");
    }

    /** The statements that route files name, each with the first file that does. */
    public Map<Path, Path> statements() {
        return named("resource");
    }

    /** The topic filters that routes subscribe to beside those of MQTT_TOPIC. */
    public List<String> subscriptions() throws IOException {
        List<String> filters = new ArrayList<>();
        for (Path file : routes()) {
            Matcher subscription = SUBSCRIPTION.matcher(TextFile.text(file));
            while (subscription.find()) {
                filters.addAll(List.of(subscription.group(1).split(",")));
            }
        }
        return filters;
    }

    /**
     * Says that a file is missing where a route names it.
     *
     * @param subject what the file is
     */
    public FileMistake missing(Path file, Path route, String subject) throws IOException {
        String name = settings.directory().relativize(file).toString().replace('\\', '/');
        List<String> lines = TextFile.text(route).lines().toList();
        int line = 1;
        while (line < lines.size() && !lines.get(line - 1).contains(name)) {
            line++;
        }
        return new FileMistake(route, line, subject + ", which " + route + " names, does not exist");
    }

    /** Read from the text: also a file that is broken elsewhere says what it needs; one that cannot be read, nothing. */
    private Map<Path, Path> named(String scheme) {
        Pattern name = Pattern.compile(scheme + ":file:\\{\\{routes\\.dir}}/([^\\s\"'?#]+)");
        Map<Path, Path> named = new TreeMap<>();
        try {
            for (Path file : routes()) {
                try {
                    name.matcher(TextFile.text(file))
                            .results()
                            .forEach(match ->
                                    named.putIfAbsent(settings.directory().resolve(match.group(1)), file));
                } catch (UnusableFileException | InvalidPathException e) {
                    // Reported where the routes are built; so is a name that no file can have.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named;
    }
}
