package io.deviceingest.batch;

import io.deviceingest.message.MessageAccount;
import io.deviceingest.settings.BatchSettings;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the component under the scheme that the routes write. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

    @Bean("batch")
    BatchComponent batchComponent(
            BatchSettings settings, DataSource database, MessageAccount account, MeterRegistry meters) {
        return new BatchComponent(settings, new ServerLife(database), account, meters);
    }
}
