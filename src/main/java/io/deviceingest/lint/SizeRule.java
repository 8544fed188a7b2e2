package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import io.deviceingest.problem.Problem;

/** A file is one concern, and can be seen at once. */
final class SizeRule implements LintRule {

    /** What people keep to. */
    static final int LINES = 80;
    /** An editor that draws routes folds long texts when it saves, and must not break a rule by that. */
    static final int FOLDED_LINES = 10;

    private static final int MAX_LINES = LINES + FOLDED_LINES;
    private static final int MAX_ROUTES = 3;
    private static final int MAX_DEPTH = 3;

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            long lines = file.text().lines().count();
            // One decision about errors is one file, however long.
            if (!file.decidesErrors() && lines > MAX_LINES) {
                findings.add(
                        file.path(),
                        MAX_LINES + 1,
                        RuleId.SIZE,
                        "a route file must have at most " + LINES + " lines, and " + FOLDED_LINES
                                + " more where an editor folds long ones, but has " + lines);
            }
            int items = file.items().size();
            if (items > MAX_ROUTES) {
                findings.add(
                        file,
                        file.items().get(MAX_ROUTES).at(),
                        RuleId.SIZE,
                        "a route file must have at most " + MAX_ROUTES + " routes, but has " + items);
            }
            for (JsonPointer list : file.lists()) {
                long depth = list.toString().split("/steps(?=/|$)", -1).length - 1L;
                findings.addIf(
                        depth == MAX_DEPTH + 1,
                        file,
                        list,
                        RuleId.SIZE,
                        new Problem(
                                        "steps must be nested at most " + MAX_DEPTH + " deep",
                                        "a route of its own behind direct:")
                                .toString());
            }
        }
    }
}
