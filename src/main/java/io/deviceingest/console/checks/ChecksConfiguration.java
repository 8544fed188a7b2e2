package io.deviceingest.console.checks;

import io.deviceingest.settings.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** The doctor's checks, on demand. */
@Configuration(proxyBeanMethods = false)
@Import({ChecksPage.class, RunChecksAction.class})
public class ChecksConfiguration {

    @Bean
    CheckRun checkRun(ConfigurableEnvironment environment, Settings settings) {
        return new CheckRun(environment, settings);
    }
}
