package io.deviceingest.lint;

/** What a route declares before its first step. */
final class HeadRule implements LintRule {

    private static final int MAX_DESCRIPTION = 90;

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part item : file.items()) {
                if (!item.kind().equals("beans")) {
                    description(file, item, findings);
                }
                if (item.kind().equals("route")) {
                    route(file, item, findings);
                }
            }
        }
    }

    private static void description(RouteFile file, Part item, Findings findings) {
        int length = item.fields().path("description").asText("").length();
        findings.addIf(
                length == 0 || length > MAX_DESCRIPTION,
                file,
                item.inside("description"),
                RuleId.DESCRIPTION,
                name(item) + " must have a description of at most " + MAX_DESCRIPTION + " characters, but has "
                        + (length == 0 ? "none" : "one of " + length));
    }

    private static void route(RouteFile file, Part route, Findings findings) {
        findings.addIf(
                !route.fields().has("group"),
                file,
                route.inside("group"),
                RuleId.GROUP,
                name(route) + " must have a group, but has none");
        // What fails on the way to the dead letters must be redelivered.
        findings.addIf(
                !route.fields().has("routeConfigurationId") && !route.id().equals("dead-letter"),
                file,
                route.inside("routeConfigurationId"),
                RuleId.ERRORS,
                name(route) + " must have a routeConfigurationId, but has none");
    }

    private static String name(Part item) {
        return item.kind() + (item.id().isEmpty() ? "" : " " + item.id());
    }
}
