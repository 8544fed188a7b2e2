package io.deviceingest.lint;

/** A choice without a match acknowledges in silence: there is always an otherwise, and it does something. */
final class ChoiceRule implements LintRule {

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part step : file.steps()) {
                findings.addIf(
                        step.kind().equals("choice")
                                && step.fields().path("otherwise").path("steps").isEmpty(),
                        file,
                        step.inside("otherwise"),
                        RuleId.CHOICE,
                        "the choice " + step.id()
                                + " must have an otherwise with steps: without a match it acknowledges in silence");
            }
        }
    }
}
