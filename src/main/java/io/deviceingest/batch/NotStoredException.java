package io.deviceingest.batch;

/**
 * A message was not stored and nobody is to blame: it was withdrawn, or the program stops. It must not be acknowledged
 * and must not become a dead letter; it is redelivered.
 */
public final class NotStoredException extends Exception {

    private static final long serialVersionUID = 1L;

    NotStoredException(String reason) {
        // Without a stack trace: thousands may be handed back at once, and it would name only the batch.
        super("not stored: " + reason, null, false, false);
    }
}
