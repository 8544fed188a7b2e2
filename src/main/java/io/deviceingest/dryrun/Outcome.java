package io.deviceingest.dryrun;

import java.util.List;

/** What the routes made of one message. */
public sealed interface Outcome {

    /**
     * It would be stored.
     *
     * @param all the envelopes as text, in their order; mostly one
     */
    record Envelopes(List<String> all) implements Outcome {}

    /**
     * It would be acknowledged and dead-lettered.
     *
     * @param reason one of the closed set of {@code dead_letter.reason}
     * @param error what went wrong
     * @param letter all of the row as JSON, as {@link io.deviceingest.deadletter.DeadLetterEnvelope} makes it
     */
    record DeadLetter(String reason, String error, String letter) implements Outcome {}

    /** It would be acknowledged, and nothing else. */
    record Ignored() implements Outcome {}

    /**
     * It goes on to something outside of this process, where a dry run does not follow.
     *
     * @param endpoint such as {@code http://registry/devices}
     */
    record Beyond(String endpoint) implements Outcome {}

    /**
     * It would not be acknowledged, and redelivered.
     *
     * @param error why
     * @param isConflict whether another writer was in the way, and it can succeed when it is tried again
     */
    record Failed(String error, boolean isConflict) implements Outcome {
        @Override
        public String toString() {
            return error;
        }
    }
}
