package io.deviceingest.lint;

import io.deviceingest.problem.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A message that leaves a route is acknowledged: on every way it must have come to an end before, which stores, dead-letters or
 * counts it, or fails. A {@code direct:} is as good as the route behind it.
 */
final class EndRule implements LintRule {

    private static final Set<String> TIMERS = Set.of("timer", "scheduler", "quartz", "cron");

    private record Way(RouteFile file, Part route) {

        String beginning() {
            return route.fields().path("from").path("uri").asText("");
        }

        boolean leaks(Predicate<String> ends) {
            return new Ends(file, ends).leak(route.inside("from").appendProperty("steps")) != null;
        }
    }

    @Override
    public void check(RouteSite site, Findings findings) {
        Map<String, Way> ways = new HashMap<>();
        for (RouteFile file : site.files()) {
            for (Part route : file.routes()) {
                Way way = new Way(file, route);
                if (!way.beginning().isEmpty()
                        && !TIMERS.contains(way.beginning().replaceFirst(":.*", ""))) {
                    ways.put(way.beginning(), way);
                }
            }
        }
        Set<String> said = new HashSet<>();
        ways.forEach((beginning, way) -> {
            if (way.leaks(uri -> true)) {
                said.add(beginning);
                findings.add(
                        way.file,
                        new Ends(way.file, uri -> true)
                                .leak(way.route.inside("from").appendProperty("steps")),
                        RuleId.END,
                        new Problem(
                                        "a message can leave the route " + way.route.id()
                                                + " here, acknowledged and forgotten",
                                        "batch:store, direct:dead-letter, or bean:account with the method ignored")
                                .toString());
            }
        });
        Set<String> good = good(ways, said);
        ways.forEach((beginning, way) -> findings.addIf(
                !good.contains(beginning),
                way.file,
                way.route.at(),
                RuleId.END,
                "a message never comes to an end in the route " + way.route.id() + ": it goes round in a circle"));
    }

    /** The beginnings from which every way ends, where these do, and those that no file has. */
    private static Set<String> good(Map<String, Way> ways, Set<String> already) {
        Set<String> good = new HashSet<>(already);
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                if (!good.contains(way.getKey())
                        && !way.getValue().leaks(uri -> good.contains(uri) || !ways.containsKey(uri))) {
                    good.add(way.getKey());
                    more = true;
                }
            }
        }
        return good;
    }
}
