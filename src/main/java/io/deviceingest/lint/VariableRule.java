package io.deviceingest.lint;

/** A route keeps its own values in variables; what all exchanges share is hidden state. */
final class VariableRule implements LintRule {

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part step : file.steps()) {
                findings.addIf(
                        step.kind().equals("setProperty"),
                        file,
                        step.at(),
                        RuleId.VARIABLES,
                        "setProperty must be setVariable, or setHeader for what a component is told");
                findings.addIf(
                        step.kind().equals("setVariable")
                                && step.fields().path("name").asText().startsWith("global:"),
                        file,
                        step.inside("name"),
                        RuleId.VARIABLES,
                        "a variable must belong to its message, but "
                                + step.fields().path("name").asText() + " is shared by all");
            }
        }
    }
}
