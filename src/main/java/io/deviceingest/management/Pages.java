package io.deviceingest.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.metrics.MetricsPage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Puts the pages in place of what was said while the program was put together, once all parts are there. */
@Component
final class Pages implements SmartInitializingSingleton {

    static final String HEALTH = "/actuator/health";
    static final String METRICS = "/actuator/prometheus";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectProvider<ManagementServer> server;
    private final HealthPages health;
    private final MetricsPage metrics;

    Pages(ObjectProvider<ManagementServer> server, HealthPages health, MetricsPage metrics) {
        this.server = server;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public void afterSingletonsInstantiated() {
        server.ifAvailable(open -> open.publish(pages()));
    }

    private Map<String, Page> pages() {
        Map<String, Page> pages = new HashMap<>();
        pages.put(HEALTH, accept -> answer(health.all(), Map.of("groups", List.of("liveness", "readiness"))));
        HealthPages.GROUPS
                .keySet()
                .forEach(group -> pages.put(HEALTH + "/" + group, accept -> answer(health.group(group), Map.of())));
        pages.put(METRICS, accept -> {
            String contentType = metrics.contentType(accept);
            return new Answer(200, contentType, metrics.content(contentType));
        });
        return Map.copyOf(pages);
    }

    private static Answer answer(HealthPage page, Map<String, Object> further) throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(page.fields());
        fields.putAll(further);
        return Answer.health(page.isGood(), JSON.writeValueAsBytes(fields));
    }
}
