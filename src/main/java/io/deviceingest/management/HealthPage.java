package io.deviceingest.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * What a health page says: its parts, and the worst status of them. Immutable.
 *
 * @param components by their names, in the order in which they are shown
 */
public record HealthPage(Status status, Map<String, Health> components) {

    private static final List<Status> WORST_FIRST = List.of(Status.DOWN, Status.OUT_OF_SERVICE, Status.UP);

    static HealthPage of(Map<String, Health> components) {
        Status worst = WORST_FIRST.stream()
                .filter(status -> components.values().stream()
                        .anyMatch(health -> health.getStatus().equals(status)))
                .findFirst()
                .orElse(Status.UP);
        return new HealthPage(worst, components);
    }

    /** Whether whoever reads the HTTP status alone is to take it for good. */
    public boolean isGood() {
        return status.equals(Status.UP);
    }

    /** As it is written in JSON: the status first, as people and scripts read it. */
    Map<String, Object> fields() {
        Map<String, Object> parts = new LinkedHashMap<>();
        components.forEach((name, health) -> {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("status", health.getStatus().getCode());
            if (!health.getDetails().isEmpty()) {
                part.put("details", health.getDetails());
            }
            parts.put(name, part);
        });
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status.getCode());
        fields.put("components", parts);
        return fields;
    }
}
