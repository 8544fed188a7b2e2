package io.deviceingest.batch;

/** The database refused this message, and it alone: it can never be stored as it is. */
public final class MessageRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    MessageRejectedException(Exception cause) {
        super(Failures.firstLine(cause), cause);
    }
}
