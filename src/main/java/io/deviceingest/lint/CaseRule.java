package io.deviceingest.lint;

import io.deviceingest.cases.CaseOutline;
import io.deviceingest.cases.Cases;
import io.deviceingest.problem.Problem;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every case can be read and belongs to a route. Every route with a mapping has a good case (a row comes of it) and a bad
 * one (a dead letter); a route that only subscribes and counts has one of any kind. Others are passed on the way.
 */
final class CaseRule implements LintRule {

    @Override
    public void check(RouteSite site, Findings findings) throws IOException {
        List<CaseOutline> cases = Cases.of(site.settings().routes()).outlines();
        Set<String> routes = new HashSet<>();
        for (RouteFile file : site.files()) {
            for (Part route : file.routes()) {
                routes.add(route.id());
                check(
                        file,
                        route,
                        cases.stream()
                                .filter(one -> one.route().equals(route.id()))
                                .toList(),
                        findings);
            }
        }
        for (CaseOutline one : cases) {
            one.mistakes()
                    .forEach(mistake -> findings.add(mistake.file(), mistake.line(), RuleId.CASE, mistake.sentence()));
            // Of a file that cannot be read nobody knows the routes.
            if (!routes.contains(one.route()) && !findings.has(RuleId.YAML)) {
                findings.add(
                        one.file(),
                        1,
                        RuleId.CASE,
                        "a case must be in a folder named as a route is, but no route has the id " + one.route());
            }
        }
    }

    private static void check(RouteFile file, Part route, List<CaseOutline> cases, Findings findings) {
        List<Part> steps = file.fields().stream()
                .filter(field -> field.at().toString().startsWith(route.inside("from") + "/steps/"))
                .filter(field -> field.kind().equals("to"))
                .toList();
        boolean maps = steps.stream().anyMatch(step -> step.scheme().equals("jslt"));
        boolean decides = route.fields().path("from").path("uri").asText().startsWith("paho-mqtt5:")
                && steps.stream().noneMatch(step -> step.scheme().equals("direct"));
        Problem missing = new Problem(
                "the route " + route.id() + " must have a case ", "cases record TOPIC PAYLOAD " + route.id() + "/NAME");
        findings.addIf(
                maps && cases.stream().noneMatch(CaseOutline::isGood),
                file,
                route.inside("id"),
                RuleId.CASES,
                missing.and("whose message is stored, but has none").toString());
        findings.addIf(
                maps && cases.stream().noneMatch(CaseOutline::isBad),
                file,
                route.inside("id"),
                RuleId.CASES,
                missing.and("whose message becomes a dead letter, but has none").toString());
        findings.addIf(
                decides && !maps && cases.isEmpty(),
                file,
                route.inside("id"),
                RuleId.CASES,
                missing.and("but has none").toString());
    }
}
