package io.deviceingest.lint;

import java.util.Set;

/** One way of writing things, so that tools and people find them: everything written out. */
final class FormRule implements LintRule {

    private static final Set<String> ITEMS = Set.of("route", "routeConfiguration", "beans");
    private static final Set<String> STEPS_AS_TEXT = Set.of("from", "to", "toD", "log", "wireTap");
    private static final Set<String> LANGUAGES =
            Set.of("simple", "constant", "csimple", "jq", "jslt", "jsonpath", "groovy", "spel", "mvel", "xpath");

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part item : file.items()) {
                findings.addIf(
                        !ITEMS.contains(item.kind()),
                        file,
                        item.at(),
                        RuleId.FORM,
                        "an item must be a route, a routeConfiguration or beans, but is " + item.kind());
            }
            file.fields().forEach(field -> field(file, field, findings));
        }
    }

    private static void field(RouteFile file, Part field, Findings findings) {
        boolean written = field.fields().isContainerNode();
        String text = field.fields().asText();
        findings.addIf(
                !written && (STEPS_AS_TEXT.contains(field.kind()) || LANGUAGES.contains(field.kind())),
                file,
                field.inside(),
                RuleId.FORM,
                field.kind() + ": " + text + " must be written out, not as text");
        findings.addIf(
                field.kind().equals("uri") && text.contains("?"),
                file,
                field.inside(),
                RuleId.FORM,
                "uri " + text + " must have its options under parameters");
    }
}
