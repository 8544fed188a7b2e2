package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.json.Mappings;
import io.deviceingest.problem.Printable;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.FileMistake;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteMistakes;
import io.deviceingest.site.RouteModel;
import io.deviceingest.site.Statements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                // Every route that names a missing statement would report it once more.
                Check.of(ROUTES, all::routes).needing(directory, STATEMENTS).takingUpTo(BUILDING));
    }

    private List<Finding> mappings() {
        List<FileMistake> mistakes = Mappings.mistakes(settings.routes());
        return mistakes.isEmpty()
                ? List.of(Finding.ok(MAPPINGS, files.mappings().size() + " named by routes, all compile"))
                : mistakes.stream()
                        .map(mistake -> Finding.fail(
                                MAPPINGS,
                                Printable.line(mistake.sentence().strip()),
                                "correct the mapping, or its name"))
                        .toList();
    }

    private List<Finding> statements() throws Exception {
        List<FileMistake> mistakes = Statements.mistakes(settings.routes());
        return mistakes.isEmpty()
                ? List.of(Finding.ok(STATEMENTS, files.statements().size() + " named by routes, all there"))
                : mistakes.stream()
                        .map(mistake -> Finding.fail(
                                STATEMENTS,
                                mistake.sentence(),
                                "write the statement into the file, or correct its name in the route"))
                        .toList();
    }

    private List<Finding> routes() throws Exception {
        List<Path> routeFiles = files.routes();
        if (routeFiles.isEmpty()) {
            return List.of(Finding.fail(
                    ROUTES,
                    "there is no file *.camel.yaml in " + directory,
                    "set ROUTES_DIR to the directory with the routes"));
        }
        List<FileMistake> mistakes = new RouteModel(environment, settings).mistakes(routeFiles);
        return mistakes.isEmpty()
                ? List.of(Finding.ok(ROUTES, routeFiles.size() + " files, all routes can be built"))
                : mistakes.stream()
                        .map(mistake -> Finding.fail(ROUTES, mistake.sentence(), RouteMistakes.REMEDY))
                        .toList();
    }
}
