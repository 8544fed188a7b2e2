package io.deviceingest.doctor;

import io.deviceingest.json.Mappings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.MissingRouteException;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteMistakes;
import io.deviceingest.site.RouteModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;

/** Whether the site's files below ROUTES_DIR load: all mistakes of all of them, not only the first. */
final class FileChecks {

    private static final String ROUTES = "file routes";

    /** All of Camel and JSLT is loaded for them, which a busy machine may take long for. */
    private static final Duration BUILDING = Duration.ofSeconds(20);

    private static final String MAPPINGS = "file mappings";
    private static final String STATEMENTS = "file sql";

    private final ConfigurableEnvironment environment;
    private final Settings settings;
    private final Path directory;
    private final NamedFiles files;

    private FileChecks(ConfigurableEnvironment environment, Settings settings) {
        this.environment = environment;
        this.settings = settings;
        this.directory = settings.routes().directory();
        this.files = new NamedFiles(settings.routes());
    }

    static List<Check> of(ConfigurableEnvironment environment, Settings settings) {
        FileChecks all = new FileChecks(environment, settings);
        String directory = SettingChecks.name("ROUTES_DIR");
        return List.of(
                Check.of(MAPPINGS, all::mappings).needing(directory).takingUpTo(BUILDING),
                Check.of(STATEMENTS, all::statements).needing(directory),
                // A statement that is missing would be said once more, by every route that names it.
                Check.of(ROUTES, all::routes).needing(directory, STATEMENTS).takingUpTo(BUILDING));
    }

    private List<Finding> mappings() {
        List<String> mistakes = Mappings.mistakes(settings.routes());
        return mistakes.isEmpty()
                ? List.of(Finding.ok(MAPPINGS, files.mappings().size() + " named by routes, all compile"))
                : mistakes.stream()
                        .map(mistake -> Finding.fail(MAPPINGS, oneLine(mistake), "correct the mapping, or its name"))
                        .toList();
    }

    private List<Finding> statements() throws Exception {
        List<Finding> findings = new ArrayList<>();
        Map<Path, Path> statements = files.statements();
        for (Map.Entry<Path, Path> named : statements.entrySet()) {
            Path file = named.getKey();
            if (!Files.isRegularFile(file)) {
                findings.add(Finding.fail(
                        STATEMENTS,
                        file + ", which " + named.getValue() + " names, does not exist",
                        "put the file there, or correct its name in the route"));
            } else if (Files.readString(file).lines().allMatch(FileChecks::saysNothing)) {
                findings.add(Finding.fail(STATEMENTS, file + " holds no statement", "write the statement into it"));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(STATEMENTS, statements.size() + " named by routes, all there"))
                : findings;
    }

    private static boolean saysNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("--");
    }

    private List<Finding> routes() throws Exception {
        List<Path> routeFiles = files.routes();
        if (routeFiles.isEmpty()) {
            return List.of(Finding.fail(
                    ROUTES,
                    "there is no file *.camel.yaml in " + directory,
                    "set ROUTES_DIR to the directory with the routes"));
        }
        try {
            Map<Path, Exception> mistakes = new RouteModel(environment, settings).mistakes(routeFiles);
            return mistakes.isEmpty()
                    ? List.of(Finding.ok(ROUTES, routeFiles.size() + " files, all routes can be built"))
                    : mistakes.entrySet().stream()
                            .map(mistake -> broken(mistake.getKey(), mistake.getValue()))
                            .toList();
        } catch (MissingRouteException e) {
            return List.of(Finding.fail(ROUTES, e.getMessage(), RouteMistakes.REMEDY));
        }
    }

    private static Finding broken(Path file, Exception mistake) {
        String line = RouteMistakes.line(mistake);
        return Finding.fail(ROUTES, line.contains(file.toString()) ? line : file + ": " + line, RouteMistakes.REMEDY);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
