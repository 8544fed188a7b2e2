package io.deviceingest.console.routes;

import io.deviceingest.settings.RouteSettings;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** The pages of the routes. */
@Configuration(proxyBeanMethods = false)
@Import({RoutesPage.class, CasesAction.class, TryPage.class, TryAction.class})
public class RoutesConfiguration {

    @Bean
    Rehearsal rehearsal(ConfigurableEnvironment environment, RouteSettings settings) {
        return new Rehearsal(environment, settings, InstantSource.system());
    }
}
