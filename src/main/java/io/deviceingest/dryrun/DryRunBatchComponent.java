package io.deviceingest.dryrun;

import io.deviceingest.batch.Envelopes;
import io.deviceingest.batch.SingleWrite;
import io.deviceingest.settings.BatchSettings;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultComponent;

/** {@code batch:<name>} which keeps what it is given for the answer; there the way of the message ends. */
final class DryRunBatchComponent extends DefaultComponent {

    private static final String DEAD_LETTERS = "dead-letters";

    private final BatchSettings settings;
    private final boolean writes;
    private ProducerTemplate routes;

    /** @param writes whether each message is also written, alone, through the route of the batch */
    DryRunBatchComponent(BatchSettings settings, boolean writes) {
        this.settings = settings;
        this.writes = writes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
        String lastResort = getAndRemoveParameter(parameters, "lastResort", String.class);
        return new CapturingEndpoint(uri, this, exchange -> take(exchange, name, lastResort));
    }

    private void take(Exchange exchange, String name, String lastResort) throws Exception {
        DryRunTrace trail = DryRunTrace.of(exchange);
        Envelopes body = Envelopes.into(name, exchange.getMessage().getBody(String.class), settings);
        if (writes && !body.isEmpty()) {
            SingleWrite.write(routes, name, lastResort, body);
        }
        if (name.equals(DEAD_LETTERS)) {
            trail.deadLetter(body.toString());
        } else {
            body.each().forEach(trail::envelope);
        }
        // A message that is left alone goes on, as in the batch.
        exchange.setRouteStop(!body.isEmpty());
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
