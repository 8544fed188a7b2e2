package io.deviceingest.site;

import io.deviceingest.settings.RouteSettings;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Hands Camel the route files of the site at the start of the program, as they have passed its own reader. Stateless.
 */
@Component
public final class SiteRoutes {

    /** Camel's own option, which Camel K sets to add the flows that it mounts. */
    private static final String PATTERN = "camel.main.routes-include-pattern";

    private final NamedFiles files;
    private final String pattern;

    SiteRoutes(RouteSettings settings, Environment environment) {
        this.files = new NamedFiles(settings);
        this.pattern = environment.getProperty(PATTERN);
    }

    /**
     * Adds them to a context that has not been started: it builds them when it starts.
     *
     * @throws Exception for a file that cannot be read, or is no route file
     */
    public void loadInto(CamelContext camel) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources(camel));
    }

    private Collection<Resource> resources(CamelContext camel) throws Exception {
        return pattern == null
                ? files.routeResources()
                : new DefaultRoutesCollector().findRouteResourcesFromDirectory(camel, null, pattern);
    }
}
