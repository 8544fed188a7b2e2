package io.deviceingest.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.spi.RoutePolicyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The metrics of each route: how many exchanges, how many failed, and how long they took. Rows of single routes
 * only: those of the whole context cost as much again for every message, and double every sum.
 */
@Configuration(proxyBeanMethods = false)
class RouteMetrics {

    @Bean
    RoutePolicyFactory routeMetricsPolicy(MeterRegistry meters) {
        return (context, routeId, route) -> new RouteMeters(meters);
    }
}
