package io.deviceingest.dryrun;

import org.apache.camel.Endpoint;

/** Puts an end in the place of whatever would leave the process: a dry run says where it would go, and stays. */
final class BlockedEndpoints {

    private BlockedEndpoints() {}

    /** The same, but for the database. */
    static Endpoint insteadOfRemoteButDatabase(String uri, Endpoint endpoint) {
        return uri.startsWith("jdbc:") ? endpoint : insteadOfRemote(uri, endpoint);
    }

    static Endpoint insteadOfRemote(String uri, Endpoint endpoint) {
        if (!endpoint.isRemote()) {
            return endpoint;
        }
        return new CapturingEndpoint(uri, endpoint.getComponent(), exchange -> {
            DryRunTrace.of(exchange).beyond(uri);
            exchange.setRouteStop(true);
        });
    }
}
