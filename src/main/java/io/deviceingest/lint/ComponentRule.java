package io.deviceingest.lint;

import io.deviceingest.problem.EditDistance;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Every address begins with a component that this program has: Camel has hundreds, and the jar holds a few of them. */
final class ComponentRule implements LintRule {

    private static final Set<String> WITH_ADDRESS = Set.of("from", "to", "toD", "wireTap");

    /** Where each component of Camel says that it is there. */
    private static final String ANNOUNCED = "classpath*:META-INF/services/org/apache/camel/component/*";

    /** The program's own, which is a bean and announces itself nowhere. */
    private static final String BATCH = "batch";

    @Override
    public void check(RouteSite site, Findings findings) throws IOException {
        Set<String> available = available();
        for (RouteFile file : site.files()) {
            for (Part field : file.fields()) {
                boolean address = field.kind().equals("uri")
                        || WITH_ADDRESS.contains(field.kind()) && field.fields().isTextual();
                String scheme = field.fields().asText("").replaceFirst("[:?].*", "");
                // A placeholder may hold any of them; that it is known is another rule.
                findings.addIf(
                        address && !scheme.contains("{") && !available.contains(scheme),
                        file,
                        field.inside(),
                        RuleId.COMPONENT,
                        scheme + " must be a component of this program, but is none; " + hint(scheme, available));
            }
        }
    }

    static Set<String> available() throws IOException {
        Set<String> names = Arrays.stream(new PathMatchingResourcePatternResolver().getResources(ANNOUNCED))
                .map(resource -> String.valueOf(resource.getFilename()))
                .collect(Collectors.toCollection(TreeSet::new));
        names.add(BATCH);
        return names;
    }

    private static String hint(String scheme, Set<String> available) {
        String all = "there are " + String.join(", ", available);
        return EditDistance.nearest(scheme, available)
                .map(meant -> "did you mean " + meant + "? " + all)
                .orElse(all);
    }
}
