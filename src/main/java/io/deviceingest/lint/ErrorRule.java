package io.deviceingest.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Errors are decided in one file, and what is handled, which is acknowledged, is dead-lettered or logged. */
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
                        RuleId.ERRORS,
                        item.kind() + " must not stand here: routeConfigurations are in " + FILE
                                + ", and nothing else is");
            }
            for (Part field : file.fields()) {
                findings.addIf(
                        !file.decidesErrors() && DECISIONS.contains(field.kind()),
                        file,
                        field.inside(),
                        RuleId.ERRORS,
                        field.kind() + " must be left to " + FILE);
                if (field.kind().equals("onException") && field.fields().isObject()) {
                    clause(file, field, findings);
                }
            }
        }
    }

    private static void clause(RouteFile file, Part clause, Findings findings) {
        JsonNode fields = clause.fields();
        boolean handled = holds(fields.path("handled"), "true");
        boolean deadLetters = holds(fields.path("steps"), "direct:dead-letter");
        String description = fields.path("description").asText("");
        findings.addIf(
                handled && fields.path("steps").isEmpty(),
                file,
                clause.inside("handled"),
                RuleId.END,
                "what is handled is acknowledged, and must be dead-lettered or logged, but \"" + description
                        + "\" has no steps");
        findings.addIf(
                deadLetters && !fields.path("useOriginalMessage").asBoolean(),
                file,
                clause.inside("useOriginalMessage"),
                RuleId.ERRORS,
                "\"" + description + "\" must have useOriginalMessage: true: a dead letter holds what the device sent");
    }

    /** Whether the text is the whole of some value in it. */
    private static boolean holds(JsonNode node, String text) {
        if (node.isValueNode()) {
            return node.asText().equals(text);
        }
        for (JsonNode child : node) {
            if (holds(child, text)) {
                return true;
            }
        }
        return false;
    }
}
