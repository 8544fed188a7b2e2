package io.deviceingest.reload;

import io.deviceingest.cases.CaseResult;
import io.deviceingest.cases.Cases;
import io.deviceingest.cases.Depth;
import io.deviceingest.cases.Mismatch;
import io.deviceingest.json.Mappings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.MissingRouteException;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteMistakes;
import io.deviceingest.site.RouteModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Says what speaks against the routes of a directory: files that are missing or wrong, and cases whose message becomes
 * something else. Builds them aside, without broker and database. Safe for any number of threads.
 */
final class RouteGuard {

    private final ConfigurableEnvironment environment;

    RouteGuard(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** One sentence each, with its place; empty where nothing does. */
    List<String> objections(Path directory) throws Exception {
        ConfigurableEnvironment aside = environmentOf(directory);
        Settings settings = Settings.of(aside);
        List<String> objections = new ArrayList<>(Mappings.mistakes(settings.routes()));
        NamedFiles files = new NamedFiles(settings.routes());
        files.statements().forEach((statement, route) -> {
            if (!Files.isRegularFile(statement)) {
                objections.add("The statement " + statement + ", which " + route + " names, does not exist");
            }
        });
        if (objections.isEmpty()) {
            objections.addAll(routeMistakes(aside, settings, files.routes()));
        }
        return objections.isEmpty() ? caseMistakes(aside, settings) : objections;
    }

    private ConfigurableEnvironment environmentOf(Path directory) {
        StandardEnvironment aside = new StandardEnvironment();
        aside.getPropertySources().forEach(source -> aside.getPropertySources().remove(source.getName()));
        environment.getPropertySources().forEach(aside.getPropertySources()::addLast);
        aside.getPropertySources()
                .addFirst(new MapPropertySource("routesAside", Map.of(LiveRoutes.DIRECTORY, directory.toString())));
        return aside;
    }

    private static List<String> routeMistakes(ConfigurableEnvironment aside, Settings settings, List<Path> routes)
            throws Exception {
        if (routes.isEmpty()) {
            return List.of(
                    "There is no file *.camel.yaml in " + settings.routes().directory());
        }
        List<String> mistakes = new ArrayList<>();
        try {
            new TreeMap<>(new RouteModel(aside, settings).mistakes(routes)).forEach((file, mistake) -> {
                String line = RouteMistakes.line(mistake);
                mistakes.add(line.contains(file.toString()) ? line : file + ": " + line);
            });
        } catch (MissingRouteException e) {
            mistakes.add(e.getMessage());
        }
        return mistakes;
    }

    private static List<String> caseMistakes(ConfigurableEnvironment aside, Settings settings) throws Exception {
        List<String> mistakes = new ArrayList<>();
        try (Depth depth = Depth.mapping(aside)) {
            for (CaseResult result : Cases.of(settings.routes()).run(depth)) {
                for (Mismatch mismatch : result.mismatches()) {
                    mistakes.add("The case " + result.name() + ": " + mismatch);
                }
            }
        }
        return mistakes;
    }
}
