package io.deviceingest.console.device;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** The pages of one device. */
@Configuration(proxyBeanMethods = false)
@Import({DevicePage.class, ListenPage.class, ListenAction.class})
public class DeviceConfiguration {

    @Bean
    Listenings listenings(
            Settings settings, ConfigurableEnvironment environment, ConsoleDatabase database, MeterRegistry meters) {
        return new Listenings(
                settings, environment, database.connections(), new Traffic(meters)::isBusy, InstantSource.system());
    }
}
