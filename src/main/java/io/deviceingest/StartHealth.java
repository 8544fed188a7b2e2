package io.deviceingest;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** What the readiness page says until the ingest has been started. Safe for any number of threads. */
@Component("startHealthIndicator")
final class StartHealth implements HealthIndicator {

    private volatile Health health = starting("the database is asked for its schema");

    private static Health starting(String step) {
        return Health.outOfService().withDetail("problem", "starting: " + step).build();
    }

    void routesFollow() {
        health = starting("the routes are started");
    }

    void done() {
        health = Health.up().build();
    }

    boolean isDone() {
        return health.getStatus().equals(Status.UP);
    }

    @Override
    public Health health() {
        return health;
    }
}
