package io.deviceingest.batch;

import io.deviceingest.database.ServerLife;
import io.deviceingest.settings.BatchSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the component under the scheme that the routes write. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

    @Bean("batch")
    BatchComponent batchComponent(BatchSettings settings, ServerLife serverLife, MeterRegistry meters) {
        return new BatchComponent(settings, serverLife, meters);
    }
}
