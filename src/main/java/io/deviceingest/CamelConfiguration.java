package io.deviceingest;

import io.deviceingest.database.NamedParameters;
import io.deviceingest.site.EnvironmentPlaceholders;
import io.deviceingest.site.SiteRoutes;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spring.SpringCamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Camel, as this program uses it: its components and beans are the program's, and its routes are the site's. It is built
 * with the last bean and stops before the first; {@link IngestStart} starts its routes.
 */
@Configuration(proxyBeanMethods = false)
class CamelConfiguration {

    /** Spring starts it after the routes have been loaded, and stops it: nothing else destroys it. */
    @Bean(destroyMethod = "")
    SpringCamelContext camelContext(
            ApplicationContext beans,
            EnvironmentPlaceholders settings,
            ObjectProvider<RoutePolicyFactory> routePolicies) {
        SpringCamelContext camel = new SpringCamelContext(beans);
        camel.getCamelContextExtension().setName("device-ingest");
        // The routes are started after the database's schema stands.
        camel.setAutoStartup(false);
        // Each of these costs something for every message.
        camel.disableJMX();
        camel.setStreamCaching(false);
        camel.setMessageHistory(false);
        camel.setLoadTypeConverters(false);
        camel.build();
        camel.getPropertiesComponent().addPropertiesSource(settings);
        ShutdownStrategy shutdown = camel.getShutdownStrategy();
        shutdown.setTimeout(IngestProgram.LONGEST_STOP.toSeconds());
        shutdown.setLogInflightExchangesOnTimeout(false);
        routePolicies.orderedStream().forEach(camel::addRoutePolicyFactory);
        camel.getCamelContextExtension().registerEndpointCallback(new NamedParameters()::use);
        DirectComponent direct = new DirectComponent();
        // A route that does not exist is refused at start; nobody waits for one that has gone.
        direct.setBlock(false);
        camel.addComponent("direct", direct);
        return camel;
    }

    @Bean
    RoutesOfTheSite routesOfTheSite(SpringCamelContext camel, SiteRoutes files) {
        return new RoutesOfTheSite(camel, files);
    }

    /** Loads the routes before Camel, which listens to the same event, builds them. */
    record RoutesOfTheSite(SpringCamelContext camel, SiteRoutes files) {

        @EventListener(ContextRefreshedEvent.class)
        @Order(0)
        void load() throws Exception {
            files.loadInto(camel);
        }
    }
}
