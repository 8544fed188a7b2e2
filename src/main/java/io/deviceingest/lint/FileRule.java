package io.deviceingest.lint;

import io.deviceingest.json.Mappings;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.Statements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every file that a route names is there and can be used, and every file that is there is named. */
final class FileRule implements LintRule {

    @Override
    public void check(RouteSite site, Findings findings) throws IOException {
        RouteSettings routes = site.settings().routes();
        Mappings.mistakes(routes)
                .forEach(mistake -> findings.add(mistake.file(), mistake.line(), RuleId.MAPPING, mistake.sentence()));
        Statements.mistakes(routes)
                .forEach(mistake -> findings.add(mistake.file(), mistake.line(), RuleId.FILE, mistake.sentence()));
        NamedFiles named = new NamedFiles(routes);
        Set<Path> used = new TreeSet<>(named.mappings().keySet());
        used.addAll(named.statements().keySet());
        List<Path> there = new ArrayList<>(site.endingIn(".jslt"));
        site.statements().forEach(statement -> there.add(statement.path()));
        there.stream()
                .filter(file -> !used.contains(file))
                .forEach(
                        file -> findings.add(file, 1, RuleId.UNUSED, "must be named by a route, but is named by none"));
    }
}
