package io.deviceingest;

import io.deviceingest.threads.LongLived;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Down only when a thread that must run is dead; never because of the broker or the database. Safe for any number of
 * threads.
 */
@Component("threadsHealthIndicator")
final class Liveness implements HealthIndicator {

    private final ObjectProvider<LongLived> parts;

    Liveness(ObjectProvider<LongLived> parts) {
        this.parts = parts;
    }

    @Override
    public Health health() {
        List<String> dead = parts.orderedStream()
                .flatMap(part -> part.deadThreads().stream())
                .toList();
        return dead.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("dead", dead).build();
    }
}
