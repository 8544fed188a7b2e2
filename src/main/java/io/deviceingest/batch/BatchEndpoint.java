package io.deviceingest.batch;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One {@code batch:<name>} of a route. */
public final class BatchEndpoint extends DefaultEndpoint {

    private final String name;
    private final String lastResort;

    BatchEndpoint(String uri, BatchComponent component, String name, String lastResort) {
        super(uri, component);
        this.name = name;
        this.lastResort = lastResort;
    }

    /** The name of the batch, and of the route {@code direct:<name>} that it is written through. */
    public String name() {
        return name;
    }

    /** The route for a message that is refused alone; null where it is rejected instead. */
    public String lastResort() {
        return lastResort;
    }

    @Override
    public Producer createProducer() {
        return new BatchProducer(this, ((BatchComponent) getComponent()).batch(name));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "batch:" + name + " cannot be consumed from; begin the route with direct:" + name);
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
