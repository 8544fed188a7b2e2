package io.deviceingest.dryrun;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** An endpoint that does one thing with what is sent to it, within this process. */
final class CapturingEndpoint extends DefaultEndpoint {

    private final Processor processor;

    CapturingEndpoint(String uri, Component component, Processor processor) {
        super(uri, component);
        this.processor = processor;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                processor.process(exchange);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor next) {
        throw new UnsupportedOperationException(getEndpointUri() + " brings nothing in a dry run");
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
