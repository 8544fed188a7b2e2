package io.deviceingest;

import io.deviceingest.batch.BatchEndpoint;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectEndpoint;

/**
 * A step hands messages to a route that does not exist. Found before the first message: it could be neither stored nor
 * dead-lettered, and would come again for ever.
 */
final class MissingRouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private MissingRouteException(Set<String> missing) {
        super("Messages are handed to what no route begins with: " + String.join(", ", missing));
    }

    /** @throws MissingRouteException if a {@code direct:} or {@code batch:} of the routes leads nowhere */
    static void check(CamelContext routes) {
        Set<String> beginnings = routes.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .collect(Collectors.toSet());
        Set<String> missing = routes.getEndpoints().stream()
                .map(MissingRouteException::beginningBehind)
                .filter(beginning -> beginning != null && !beginnings.contains(beginning))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            throw new MissingRouteException(missing);
        }
    }

    /** The address that the route must begin with to which an endpoint hands messages; null where it hands to none. */
    private static String beginningBehind(Endpoint endpoint) {
        if (endpoint instanceof BatchEndpoint batch) {
            return "direct://" + batch.name();
        }
        return endpoint instanceof DirectEndpoint ? endpoint.getEndpointUri() : null;
    }
}
