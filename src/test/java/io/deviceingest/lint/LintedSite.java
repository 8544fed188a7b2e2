package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A copy of this project's routes, all dialects on, in which a test makes mistakes. */
final class LintedSite {

    private final Path routes;

    LintedSite(Path folder) throws IOException {
        routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Site.ROUTES, routes);
    }

    Path file(String name) {
        return name.isEmpty() ? routes : routes.resolve(name);
    }

    /** Replaces the first occurrence. */
    void replace(String file, String old, String fresh) throws IOException {
        String text = Files.readString(file(file));
        assertThat(text).contains(old);
        int at = text.indexOf(old);
        Files.writeString(file(file), text.substring(0, at) + fresh + text.substring(at + old.length()));
    }

    Lint lint() {
        return new Lint(Site.environment(Map.of("ROUTES_DIR", routes.toString())));
    }

    /** As they are printed, without the folder's name. */
    List<String> shown(List<LintFinding> findings) {
        return findings.stream()
                .map(finding -> finding.toString().replace(routes + "/", ""))
                .toList();
    }
}
