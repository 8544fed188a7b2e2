package io.deviceingest.reload;

import io.deviceingest.cases.CaseResult;
import io.deviceingest.cases.CaseRunner;
import io.deviceingest.cases.Cases;
import io.deviceingest.cases.Mismatch;
import io.deviceingest.lint.Lint;
import io.deviceingest.lint.LintFinding;
import io.deviceingest.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Says what speaks against the routes of a directory: the dangers that lint finds, else cases whose message becomes
 * something else. Builds them aside, without broker and database. Safe for any number of threads.
 */
final class RouteGuard {

    private final ConfigurableEnvironment environment;

    RouteGuard(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** One sentence each, with its place; empty where nothing does. */
    List<String> problems(Path directory) throws Exception {
        ConfigurableEnvironment aside = environmentOf(directory);
        List<String> dangers =
                new Lint(aside).dangers().stream().map(LintFinding::toString).toList();
        return dangers.isEmpty() ? caseMistakes(aside, Settings.of(aside)) : dangers;
    }

    private ConfigurableEnvironment environmentOf(Path directory) {
        StandardEnvironment aside = new StandardEnvironment();
        aside.getPropertySources().forEach(source -> aside.getPropertySources().remove(source.getName()));
        environment.getPropertySources().forEach(aside.getPropertySources()::addLast);
        aside.getPropertySources()
                .addFirst(new MapPropertySource("routesAside", Map.of(LiveRoutes.DIRECTORY, directory.toString())));
        return aside;
    }

    private static List<String> caseMistakes(ConfigurableEnvironment aside, Settings settings) throws Exception {
        List<String> mistakes = new ArrayList<>();
        try (CaseRunner depth = CaseRunner.mapping(aside)) {
            for (CaseResult result : Cases.of(settings.routes()).run(depth)) {
                for (Mismatch mismatch : result.mismatches()) {
                    mistakes.add("The case " + result.name() + ": " + mismatch);
                }
            }
        }
        return mistakes;
    }
}
