package io.deviceingest.metrics;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** On the health pages the status of each part comes first, as people and scripts read it; else its place is chance. */
@Configuration(proxyBeanMethods = false)
class HealthPages {

    @Bean
    JsonMapperBuilderCustomizer statusFirst() {
        return mapper -> mapper.addMixIn(HealthDescriptor.class, StatusFirst.class);
    }

    @JsonPropertyOrder({"status", "details", "components"})
    private interface StatusFirst {}
}
