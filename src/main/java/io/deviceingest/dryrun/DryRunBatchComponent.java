package io.deviceingest.dryrun;

import io.deviceingest.batch.SingleWrite;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultComponent;

/** {@code batch:<name>} which keeps what it is given for the answer; there the way of the message ends. */
final class DryRunBatchComponent extends DefaultComponent {

    private static final String DEAD_LETTERS = "dead-letters";

    private final boolean writes;
    private ProducerTemplate routes;

    /** @param writes whether each message is also written, alone, through the route of the batch */
    DryRunBatchComponent(boolean writes) {
        this.writes = writes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
        String lastResort = getAndRemoveParameter(parameters, "lastResort", String.class);
        return new CapturingEndpoint(uri, this, exchange -> take(exchange, name, lastResort));
    }

    private void take(Exchange exchange, String name, String lastResort) throws Exception {
        DryRunTrace trail = DryRunTrace.of(exchange);
        String body = exchange.getMessage().getBody(String.class);
        if (writes) {
            SingleWrite.write(routes, name, lastResort, body);
        }
        if (name.equals(DEAD_LETTERS)) {
            trail.deadLetter(body);
        } else {
            trail.envelope(body);
        }
        exchange.setRouteStop(true);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        routes = getCamelContext().createProducerTemplate();
    }

    @Override
    protected void doStop() throws Exception {
        routes.stop();
        super.doStop();
    }
}
