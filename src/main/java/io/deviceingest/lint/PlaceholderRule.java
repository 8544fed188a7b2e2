package io.deviceingest.lint;

import io.deviceingest.problem.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** Every {@code {{key}}} without a default of its own is a setting: of the program, or of the site's environment. */
final class PlaceholderRule implements LintRule {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{!?([^?{}:!]+)}}");

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            RouteSite.lines(file.text()).forEach((number, line) -> {
                for (String key : keys(line)) {
                    if (!site.environment().containsProperty(key)) {
                        findings.add(file.path(), number, RuleId.PLACEHOLDER, sentence(key, site.environment()));
                    }
                }
            });
        }
    }

    private static List<String> keys(String line) {
        return PLACEHOLDER
                .matcher(line)
                .results()
                .map(match -> match.group(1).strip())
                .toList();
    }

    private static String sentence(String key, ConfigurableEnvironment environment) {
        Set<String> known = new TreeSet<>();
        environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .forEach(source ->
                        known.addAll(Arrays.asList(((EnumerablePropertySource<?>) source).getPropertyNames())));
        return "{{" + key + "}} must be a key of application.yaml or of the environment, but is none"
                + EditDistance.nearest(key, known)
                        .map(meant -> "; did you mean {{" + meant + "}}?")
                        .orElse("");
    }
}
