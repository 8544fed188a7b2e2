package io.deviceingest.dryrun;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** {@code batch:<name>} which keeps what it is given for the answer; there the way of the message ends. */
final class CollectingBatch extends DefaultComponent {

    private static final String DEAD_LETTERS = "dead-letters";

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
        // What it says of the writing concerns the batch of the running program only.
        parameters.clear();
        return new End(uri, this, exchange -> {
            String body = exchange.getMessage().getBody(String.class);
            if (name.equals(DEAD_LETTERS)) {
                Trail.of(exchange).deadLetter(body);
            } else {
                Trail.of(exchange).envelope(body);
            }
            exchange.setRouteStop(true);
        });
    }
}
