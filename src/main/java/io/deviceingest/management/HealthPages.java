package io.deviceingest.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The health pages, each asked of its parts at the moment that somebody looks. Safe for any number of threads, as the
 * parts are.
 */
@Component
public final class HealthPages {

    /** What beans of this kind are called behind the name of their part. */
    private static final String SUFFIX = "HealthIndicator";

    /** The groups, and their parts in the order in which they are shown. */
    static final Map<String, List<String>> GROUPS = Map.of(
            "liveness", List.of("threads"),
            "readiness", List.of("mqtt", "database", "schema", "backlog", "routes", "start"));

    private final Map<String, HealthIndicator> parts = new TreeMap<>();

    HealthPages(Map<String, HealthIndicator> indicators) {
        indicators.forEach((bean, indicator) -> parts.put(bean.replace(SUFFIX, ""), indicator));
    }

    /** All parts there are. */
    HealthPage all() {
        return page(List.copyOf(parts.keySet()));
    }

    /** One of the groups {@code liveness} and {@code readiness}. */
    public HealthPage group(String name) {
        return page(GROUPS.get(name));
    }

    private HealthPage page(List<String> names) {
        Map<String, Health> components = new LinkedHashMap<>();
        names.forEach(name -> components.put(name, health(parts.get(name))));
        return HealthPage.of(components);
    }

    private static Health health(HealthIndicator part) {
        try {
            return part.health();
        } catch (RuntimeException e) {
            return Health.down(e).build();
        }
    }
}
