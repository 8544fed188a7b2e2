package io.deviceingest.site;

import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.springframework.stereotype.Component;

/**
 * Hands Camel the route files of the site at the start of the program, as they have passed its own reader. Stateless.
 */
@Component
final class SiteRoutesCollector extends DefaultRoutesCollector {

    private final NamedFiles files;

    SiteRoutesCollector(RouteSettings settings) {
        this.files = new NamedFiles(settings);
    }

    /** @param include a pattern where somebody has set one of their own, as Camel K does */
    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(CamelContext camel, String exclude, String include) {
        if (!RouteSettings.OF_THE_SITE.equals(include)) {
            return super.findRouteResourcesFromDirectory(camel, exclude, include);
        }
        try {
            return files.routeResources();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
