package io.deviceingest.lint;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Metrics, logs and tests name routes and steps by their ids. */
final class IdRule implements LintRule {

    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    @Override
    public void check(RouteSite site, Findings findings) {
        Set<String> taken = new HashSet<>();
        for (RouteFile file : site.files()) {
            file.items().stream()
                    .filter(item -> !item.kind().equals("beans"))
                    .forEach(item -> id(file, item.kind(), item, taken, findings));
            file.steps().stream()
                    .filter(step -> step.fields().isObject())
                    .forEach(step -> id(file, "step " + step.kind(), step, taken, findings));
        }
    }

    private static void id(RouteFile file, String what, Part part, Set<String> taken, Findings findings) {
        String id = part.id();
        boolean kebab = KEBAB.matcher(id).matches();
        findings.addIf(
                !kebab,
                file,
                part.inside("id"),
                RuleId.ID,
                what + " must have an id in kebab case, but has " + (id.isEmpty() ? "none" : id));
        findings.addIf(
                kebab && !taken.add(id),
                file,
                part.inside("id"),
                RuleId.ID,
                what + " has the id " + id + ", which is taken");
    }
}
