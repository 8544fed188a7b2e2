package io.deviceingest.reload;

import io.deviceingest.mqtt.DurableMqttComponent;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.settings.RouteSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Puts the reload together; without ROUTES_RELOAD there is its page alone, which says so. */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {

    @Bean("routesHealthIndicator")
    ReloadStatus reloadStatus(RouteSettings settings, MeterRegistry meters) {
        return new ReloadStatus(settings.reload(), meters);
    }

    @Bean
    @Conditional(Asked.class)
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

    /** The settings have been checked before any bean is looked at. */
    static final class Asked implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata bean) {
            return context.getEnvironment().getProperty("routes.reload", Boolean.class, false);
        }
    }
}
