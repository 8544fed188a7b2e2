package io.deviceingest.lint;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.problem.Problem;
import java.util.regex.Pattern;

/** No credentials and no addresses in files that are shared: they are settings, and routes name them as {{key}}. */
final class SecretRule implements LintRule {

    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|passwd|secret|token|credential|api-?key|private-?key|access-?key|user-?name|authorization).*");
    private static final Pattern LOGIN_IN_ADDRESS = Pattern.compile("//[^/@\\s{}]+@");
    private static final String REMEDY = "a setting, and {{its.key}} here";

    private static final Pattern ADDRESS =
            Pattern.compile("://[^{/\\s]|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b|\\blocalhost\\b");

    @Override
    public void check(RouteSite site, Findings findings) {
        for (RouteFile file : site.files()) {
            for (Part field : file.fields()) {
                if (field.kind().equals("uri")) {
                    value(file, field, field.fields(), findings);
                } else if (field.kind().equals("parameters")) {
                    field.fields()
                            .properties()
                            .forEach(option -> value(
                                    file,
                                    new Part(option.getKey(), field.inside(), option.getValue()),
                                    option.getValue(),
                                    findings));
                } else if (field.kind().equals("setHeader")) {
                    String name = field.fields().path("name").asText();
                    JsonNode constant = field.fields().findPath("constant").path("expression");
                    value(file, new Part(name, field.at(), constant), constant, findings);
                }
            }
            RouteSite.lines(file.text()).forEach((number, line) -> {
                if (line.contains("PRIVATE KEY-----")) {
                    findings.add(file.path(), number, RuleId.SECRET, "a private key must not stand in a route file");
                }
            });
        }
    }

    private static void value(RouteFile file, Part field, JsonNode value, Findings findings) {
        String text = value.asText("");
        boolean setting = text.isEmpty() || text.contains("{{") || text.startsWith("#");
        boolean secret = SECRET.matcher(field.kind()).matches() && !setting
                || LOGIN_IN_ADDRESS.matcher(text).find();
        // Never with the value: what is printed here is read by others.
        findings.addIf(
                secret,
                file,
                field.inside(),
                RuleId.SECRET,
                new Problem(field.kind() + " must not hold credentials", REMEDY).toString());
        findings.addIf(
                !secret && ADDRESS.matcher(text).find(),
                file,
                field.inside(),
                RuleId.ADDRESS,
                new Problem(field.kind() + " must not name a host, but is " + text, REMEDY).toString());
    }
}
