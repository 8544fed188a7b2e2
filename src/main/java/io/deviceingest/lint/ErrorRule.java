package io.deviceingest.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Errors are decided in one file, and what is handled, which is acknowledged, is parked or said. */
final class ErrorRule implements LintRule {

    private static final String FILE = "errors.camel.yaml";
    private static final Set<String> DECISIONS = Set.of("onException", "errorHandler");

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part item : file.items()) {
                findings.addIf(
                        file.decidesErrors() != item.kind().equals("routeConfiguration"),
                        file,
                        item.at(),
                        Rule.ERRORS,
                        item.kind() + " must not stand here: routeConfigurations are in " + FILE
                                + ", and nothing else is");
            }
            for (Part field : file.fields()) {
                findings.addIf(
                        !file.decidesErrors() && DECISIONS.contains(field.kind()),
                        file,
                        field.inside(),
                        Rule.ERRORS,
                        field.kind() + " must be left to " + FILE);
                if (field.kind().equals("onException") && field.fields().isObject()) {
                    clause(file, field, findings);
                }
            }
        }
    }

    private static void clause(RouteFile file, Part clause, Findings findings) {
        JsonNode fields = clause.fields();
        boolean handled = fields.path("handled").toString().contains("true");
        boolean parks = fields.path("steps").toString().contains("\"direct:dead-letter\"");
        String description = fields.path("description").asText("");
        findings.addIf(
                handled && fields.path("steps").isEmpty(),
                file,
                clause.inside("handled"),
                Rule.END,
                "what is handled is acknowledged, and must be parked or said, but \"" + description
                        + "\" has no steps");
        findings.addIf(
                parks && !fields.path("useOriginalMessage").asBoolean(),
                file,
                clause.inside("useOriginalMessage"),
                Rule.ERRORS,
                "\"" + description + "\" must have useOriginalMessage: true: what is parked is what the device sent");
        findings.addIf(
                parks && !description.contains("acknowledged and parked"),
                file,
                clause.inside("description"),
                Rule.ERRORS,
                "\"" + description + "\" must say that the message is acknowledged and parked");
    }
}
