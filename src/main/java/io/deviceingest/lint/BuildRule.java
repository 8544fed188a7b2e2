package io.deviceingest.lint;

import io.deviceingest.site.FileMistake;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.RouteModel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Camel can build the routes, and every step to another route leads to one. It runs last, and leaves out what another
 * rule has reported.
 */
final class BuildRule implements LintRule {

    /** What Camel would say again, in other words. */
    private static final Set<RuleId> SAID =
            EnumSet.of(RuleId.YAML, RuleId.SCHEMA, RuleId.COMPONENT, RuleId.PLACEHOLDER, RuleId.FILE);

    @Override
    public void check(RouteSite site, Findings findings) throws Exception {
        List<Path> files = new NamedFiles(site.settings().routes()).routes();
        if (files.isEmpty()) {
            findings.add(site.directory(), 1, RuleId.BUILD, "There is no file *.camel.yaml in " + site.directory());
            return;
        }
        for (FileMistake mistake : new RouteModel(site.environment(), site.settings()).mistakes(files)) {
            if (!findings.has(mistake.file(), SAID)) {
                findings.add(mistake.file(), mistake.line(), RuleId.BUILD, mistake.sentence());
            }
        }
    }
}
