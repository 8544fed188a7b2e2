package io.deviceingest.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Camel's own metrics of each route: how many exchanges, how many failed, and how long they took. Rows of single routes
 * only: those of the whole context cost as much again for every message, and double every sum.
 */
@Configuration(proxyBeanMethods = false)
class RouteMetrics {

    @Bean
    MicrometerRoutePolicyFactory routeMetricsPolicy(MeterRegistry meters) {
        MicrometerRoutePolicyConfiguration level = new MicrometerRoutePolicyConfiguration();
        level.setContextEnabled(false);
        MicrometerRoutePolicyFactory factory = new MicrometerRoutePolicyFactory();
        factory.setMeterRegistry(meters);
        factory.setPolicyConfiguration(level);
        return factory;
    }
}
