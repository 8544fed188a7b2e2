package io.deviceingest.batch;

/**
 * A message was not stored and nobody is to blame: it was withdrawn, or the program stops. It must not be acknowledged
 * and must not become a dead letter; it is redelivered.
 */
public final class NotStoredException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isConflict;

    NotStoredException(String reason) {
        this(reason, false);
    }

    private NotStoredException(String reason, boolean isConflict) {
        // Without a stack trace: thousands may be handed back at once, and it would name only the batch.
        super("not stored: " + reason, null, false, false);
        this.isConflict = isConflict;
    }

    static NotStoredException because(Exception failure) {
        return new NotStoredException(Failures.firstLine(failure), Fault.of(failure) == Fault.CONFLICT);
    }

    /** Whether another writer was in the way, and it can be stored when it is tried again. */
    public boolean isConflict() {
        return isConflict;
    }
}
