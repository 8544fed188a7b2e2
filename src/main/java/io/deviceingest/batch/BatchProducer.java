package io.deviceingest.batch;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Adds each exchange to the batch as pending; its route goes on when the batch has been committed. */
final class BatchProducer extends DefaultAsyncProducer {

    private final Batch batch;

    BatchProducer(BatchEndpoint endpoint, Batch batch) {
        super(endpoint);
        this.batch = batch;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        String body = exchange.getMessage().getBody(String.class);
        // Nothing between two commas would be stored, and counted as stored.
        if (body == null || body.isBlank()) {
            exchange.setException(new IllegalArgumentException(getEndpoint() + " was given a message without a body"));
        } else if (batch.add(new PendingExchange(exchange, body, callback))) {
            return false;
        } else {
            exchange.setException(new NotStoredException("the program stops"));
        }
        callback.done(true);
        return true;
    }
}
