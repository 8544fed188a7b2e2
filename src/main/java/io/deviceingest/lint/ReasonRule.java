package io.deviceingest.lint;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.message.DeadLetterReason;

/**
 * The reasons of dead letters are a closed set, by which they are counted and replayed: a dead letter with another one is
 * kept as {@code unmappable}.
 */
final class ReasonRule implements LintRule {

    private static final String VARIABLE = "deadLetterReason";

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part step : file.steps()) {
                if (step.kind().equals("setVariable")
                        && step.fields().path("name").asText().equals(VARIABLE)) {
                    String reason = constant(step.fields());
                    findings.addIf(
                            !DeadLetterReason.labels().contains(reason),
                            file,
                            step.at(),
                            RuleId.REASON,
                            VARIABLE + " must be a constant, one of "
                                    + String.join(", ", DeadLetterReason.labels()) + ", but is "
                                    + (reason.isEmpty() ? "none" : reason)
                                    + "; say what else there is to say in deadLetterError");
                }
            }
        }
    }

    /** Its text in either form; empty where it is no constant. */
    private static String constant(JsonNode step) {
        JsonNode constant = step.path("expression").has("constant")
                ? step.path("expression").path("constant")
                : step.path("constant");
        return constant.isTextual()
                ? constant.asText()
                : constant.path("expression").asText("");
    }
}
