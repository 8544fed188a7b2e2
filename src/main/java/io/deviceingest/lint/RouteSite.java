package io.deviceingest.lint;

import io.deviceingest.file.UnusableFileException;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.SqlFile;
import io.deviceingest.yaml.BrokenYamlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The files of a site as the rules look at them: those of ROUTES_DIR and of the dialects that are switched on.
 *
 * @param files the route files that can be read
 * @param statements every SQL file that can be read
 */
record RouteSite(
        ConfigurableEnvironment environment, Settings settings, List<RouteFile> files, List<SqlFile> statements) {

    /** @param findings gets the files that cannot be read */
    static RouteSite read(ConfigurableEnvironment environment, Findings findings) throws IOException {
        Settings settings = Settings.of(environment);
        List<RouteFile> files = new ArrayList<>();
        for (Path path : new NamedFiles(settings.routes()).routes()) {
            try {
                RouteFile file = RouteFile.read(path);
                if (file.root().isArray() && !file.root().isEmpty()) {
                    files.add(file);
                } else {
                    findings.add(path, 1, RuleId.YAML, "must be a list of routes, each behind a dash, but is none");
                }
            } catch (UnusableFileException e) {
                findings.add(path, e.line(), RuleId.YAML, e.sentence());
            } catch (BrokenYamlException e) {
                findings.add(path, e.line(), RuleId.YAML, e.getMessage());
            }
        }
        RouteSite site = new RouteSite(environment, settings, List.copyOf(files), new ArrayList<>());
        for (Path statement : site.endingIn(".sql")) {
            try {
                site.statements.add(SqlFile.read(statement));
            } catch (UnusableFileException e) {
                findings.add(statement, e.line(), RuleId.FILE, e.sentence());
            }
        }
        return site;
    }

    /** The first line of a file with a text in it; 1 where no line has it. */
    static int line(String text, String wanted) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(wanted)) {
                return i + 1;
            }
        }
        return 1;
    }

    Path directory() {
        return settings.routes().directory();
    }

    /** The files beside the routes whose names end so: in ROUTES_DIR, its folders, and the dialects. */
    List<Path> endingIn(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : settings.routes().directories()) {
            try (Stream<Path> all = Files.walk(directory, 2)) {
                all.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        Collections.sort(found);
        return found;
    }

    /** The lines of a file, each with its number. */
    static Map<Integer, String> lines(String text) {
        Map<Integer, String> lines = new TreeMap<>();
        text.lines().forEach(line -> lines.put(lines.size() + 1, line));
        return lines;
    }
}
