package io.deviceingest.reload;

import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.MissingRouteException;
import io.deviceingest.site.NamedFiles;
import io.deviceingest.site.UriPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * The routes of the running program, which can be replaced by those of another directory. Whoever does so has taken
 * care that no message is on its way through them. Not thread-safe.
 */
final class LiveRoutes {

    /** The key under which route files name their directory. */
    static final String DIRECTORY = "routes.dir";

    private final ModelCamelContext camel;
    private final RouteSettings settings;

    LiveRoutes(ModelCamelContext camel, RouteSettings settings) {
        this.camel = camel;
        this.settings = settings;
    }

    /**
     * Takes the present ones away, and builds and starts those of a directory.
     *
     * @throws Exception for a route that cannot be built or does not start; then some of them may be there
     */
    void replaceBy(Path directory) throws Exception {
        removeAll();
        Properties place = new Properties();
        place.setProperty(DIRECTORY, UriPath.encoded(directory.toString()));
        camel.getPropertiesComponent().setOverrideProperties(place);
        PluginHelper.getRoutesLoader(camel).loadRoutes(new NamedFiles(settings.in(directory)).routeResources());
        MissingRouteException.check(camel);
        camel.getRouteController().startAllRoutes();
    }

    private void removeAll() throws Exception {
        // By what is defined: a route that did not start is there too, and would be started again with the next ones.
        for (RouteDefinition route : List.copyOf(camel.getRouteDefinitions())) {
            camel.getRouteController().stopRoute(route.getId());
            camel.removeRoute(route.getId());
            camel.removeRouteDefinition(route);
        }
        for (RouteConfigurationDefinition errors : List.copyOf(camel.getRouteConfigurationDefinitions())) {
            camel.removeRouteConfiguration(errors);
        }
        // What the next ones do not name must not be looked for among them. A batch itself outlives its endpoints.
        for (String scheme : List.of("jslt", "direct", "batch")) {
            camel.removeEndpoints(scheme + ":*");
        }
    }

    int size() {
        return camel.getRoutes().size();
    }
}
