package io.deviceingest.batch;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Adds each exchange to the batch as pending; its route goes on when the batch has been committed. A message of which no
 * envelope was made is left alone: it is counted as ignored, and its route goes on at once.
 */
final class BatchProducer extends DefaultAsyncProducer {

    private final Batch batch;

    BatchProducer(BatchEndpoint endpoint, Batch batch) {
        super(endpoint);
        this.batch = batch;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Envelopes envelopes = batch.read(exchange.getMessage().getBody(String.class));
            if (envelopes.isEmpty()) {
                batch.leftAlone();
            } else if (batch.add(new PendingExchange(exchange, envelopes, callback))) {
                return false;
            } else {
                exchange.setException(new NotStoredException("the program stops"));
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }
}
