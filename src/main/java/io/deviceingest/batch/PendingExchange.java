package io.deviceingest.batch;

import io.deviceingest.threads.Guard;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** An exchange that waits in a batch: its route goes on when its body has been committed, or fails. */
final class PendingExchange implements BatchEntry {

    private static final Guard TAILS = new Guard("the route behind a batch");

    private final Exchange exchange;
    private final Envelopes body;
    private final AsyncCallback callback;
    private final Withdrawable message;

    /** Why it was left out of a write that succeeds; null where it was not. Only the writing thread touches it. */
    private Exception leftOut;

    PendingExchange(Exchange exchange, Envelopes body, AsyncCallback callback) {
        this.exchange = exchange;
        this.body = body;
        this.callback = callback;
        this.message = exchange.getProperty(Withdrawable.PROPERTY, Withdrawable.class);
        // One envelope is about as long as its payload, which is counted already.
        if (message != null && body.count() > 1) {
            message.grewBy(body.length());
        }
    }

    Envelopes body() {
        return body;
    }

    @Override
    public int size() {
        return body.length();
    }

    @Override
    public int envelopes() {
        return body.count();
    }

    @Override
    public boolean isWithdrawn() {
        return message != null && message.isWithdrawn();
    }

    /** Says that the write that carries it leaves it out, and why: it fails once that write has succeeded. */
    void leftOut(Exception cause) {
        leftOut = cause;
    }

    @Override
    public void succeeded() {
        if (leftOut != null) {
            exchange.setException(leftOut);
        }
        end();
    }

    @Override
    public void rejected(Exception cause) {
        exchange.setException(new MessageRejectedException(cause));
        end();
    }

    @Override
    public void handedBack(String reason) {
        exchange.setException(new NotStoredException(reason));
        end();
    }

    /** The rest of the route runs in here: what it throws must not reach the others of the batch. */
    private void end() {
        try {
            callback.done(false);
        } catch (Throwable e) {
            TAILS.report(e);
        }
    }
}
