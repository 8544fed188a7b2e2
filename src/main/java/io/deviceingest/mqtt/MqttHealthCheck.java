package io.deviceingest.mqtt;

import io.deviceingest.problem.Problem;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Camel's own health check of a consumer: up while the connection stands and every filter is subscribed. */
final class MqttHealthCheck extends AbstractHealthCheck {

    private final LinkStatus status;

    MqttHealthCheck(String uri, LinkStatus status) {
        super("camel", "consumer:" + uri);
        this.status = status;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("connected", status.isConnected());
        builder.detail("subscribed", status.isSubscribed());
        if (status.isSubscribed()) {
            builder.up();
        } else {
            builder.message(status.problem().map(Problem::toString).orElse("")).down();
        }
    }
}
