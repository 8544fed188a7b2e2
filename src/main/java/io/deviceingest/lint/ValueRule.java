package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.Set;

/** What a device sent reaches SQL as a parameter, never as a part of the statement's text. */
final class ValueRule implements LintRule {

    static final String STATEMENT = "resource:file:{{routes.dir}}/";

    private static final Set<String> DATABASE = Set.of("jdbc", "sql");
    private static final Set<String> MAKE_BODIES =
            Set.of("setBody", "transform", "marshal", "unmarshal", "convertBodyTo", "removeBody");

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part field : file.fields()) {
                findings.addIf(
                        field.kind().equals("uri") && field.fields().asText().matches("(?s)(jdbc|sql):.*\\$\\{.*")
                                || field.kind().equals("useMessageBodyForSql"),
                        file,
                        field.inside(),
                        RuleId.VALUES,
                        field.kind() + ": " + field.fields().asText()
                                + " must not be here: values reach SQL as parameters only");
            }
            file.lists().forEach(list -> statements(file, list, findings));
        }
        site.statements()
                .forEach(file -> RouteSite.lines(file.text()).forEach((number, line) -> {
                    if (line.contains("${")) {
                        findings.add(
                                file.path(),
                                number,
                                RuleId.VALUES,
                                "a statement must take values as :?name, not by ${");
                    }
                }));
    }

    /** The body that a statement is run from must be a file, set beside it. */
    private static void statements(RouteFile file, JsonPointer list, Findings findings) {
        List<Part> steps = file.parts(list);
        for (int i = 0; i < steps.size(); i++) {
            if (DATABASE.contains(steps.get(i).scheme())) {
                findings.addIf(
                        !isFile(steps.subList(0, i)),
                        file,
                        steps.get(i).inside("uri"),
                        RuleId.VALUES,
                        steps.get(i).uri() + " must follow a setBody with the constant " + STATEMENT
                                + "sql/…: any other body would be run as a statement");
            }
        }
    }

    private static boolean isFile(List<Part> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            Part step = before.get(i);
            if (MAKE_BODIES.contains(step.kind()) || step.kind().equals("to")) {
                return step.kind().equals("setBody")
                        && step.fields()
                                .findPath("constant")
                                .path("expression")
                                .asText()
                                .startsWith(STATEMENT);
            }
        }
        return false;
    }
}
