package io.deviceingest.lint;

import io.deviceingest.problem.EditDistance;
import io.deviceingest.site.SqlFile;
import java.util.Set;
import java.util.TreeSet;

/** Each parameter of a statement is a header that some route sets: one that is missing holds every batch forever. */
final class ParameterRule implements LintRule {

    /** What the consumer sets, and the batch, beside the headers of Camel. */
    private static final Set<String> OF_PROGRAM =
            Set.of("deviceId", "suffix", "receivedAt", "retained", "duplicate", "batchSize", "messageStarts");

    @Override
    public void check(RouteSite site, Findings findings) {
        Set<String> headers = new TreeSet<>(OF_PROGRAM);
        for (RouteFile file : site.files()) {
            for (Part step : file.steps()) {
                if (step.kind().equals("setHeader")) {
                    headers.add(step.fields().path("name").asText());
                }
                step.fields()
                        .path("headers")
                        .forEach(header -> headers.add(header.path("name").asText()));
            }
        }
        site.statements().forEach(file -> check(file, headers, findings));
    }

    private static void check(SqlFile file, Set<String> headers, Findings findings) {
        file.linesOfParameters().forEach((name, line) -> {
            if (!headers.contains(name) && !name.startsWith("Camel")) {
                String meant = EditDistance.nearest(name, headers)
                        .map(header -> "; did you mean :?" + header + "?")
                        .orElse("");
                findings.add(
                        file.path(),
                        line,
                        RuleId.PARAMETERS,
                        ":?" + name + " must be a header that a route sets, but no setHeader has the name" + meant);
            }
        });
    }
}
