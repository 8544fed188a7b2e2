package io.deviceingest.reload;

import io.deviceingest.mqtt.DurableMqttComponent;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.settings.RouteSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Puts the reload together; without ROUTES_RELOAD there is its page alone, which says so. */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {

    @Bean("routesHealthIndicator")
    ReloadStatus reloadStatus(RouteSettings settings, MeterRegistry meters) {
        return new ReloadStatus(settings.reload(), meters);
    }

    @Bean
    @ConditionalOnProperty(name = "routes.reload")
    RouteReload routeReload(
            RouteSettings settings,
            DatabaseSettings database,
            ConfigurableEnvironment environment,
            CamelContext camel,
            DurableMqttComponent mqtt,
            ReloadStatus status)
            throws IOException {
        LiveRoutes routes = new LiveRoutes((ModelCamelContext) camel, settings);
        StatementGuard statements = new StatementGuard(database, settings);
        return new RouteReload(settings, new RouteGuard(environment), statements, routes, mqtt, status);
    }
}
