package io.deviceingest.dryrun;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.batch.NotStoredException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * What has come of one message so far. It travels as a property of the exchange, which copies of the exchange share.
 * Safe for any number of threads.
 */
final class DryRunTrace {

    static final String PROPERTY = "dryRunTrail";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> envelopes = new ArrayList<>();
    private Outcome.DeadLetter deadLetter;
    private String beyond;

    /** @throws IllegalStateException behind a batch, where nobody follows */
    static DryRunTrace of(Exchange exchange) {
        DryRunTrace trail = exchange.getProperty(PROPERTY, DryRunTrace.class);
        if (trail == null) {
            throw new IllegalStateException("the route " + exchange.getFromRouteId() + " leads on to "
                    + exchange.getProperty(Exchange.TO_ENDPOINT) + ", where nobody follows");
        }
        return trail;
    }

    synchronized void envelope(String envelope) {
        envelopes.add(envelope);
    }

    /** @param letter as {@link io.deviceingest.deadletter.DeadLetterEnvelope} makes it, as JSON */
    synchronized void deadLetter(String letter) throws JsonProcessingException {
        JsonNode fields = JSON.readTree(letter);
        deadLetter = new Outcome.DeadLetter(
                fields.path("reason").asText(), fields.path("error").asText(""), letter);
    }

    /** The message went on to something outside of this process. */
    synchronized void beyond(String endpoint) {
        beyond = endpoint;
    }

    synchronized Outcome outcome(Throwable failure) {
        if (beyond != null) {
            return new Outcome.Beyond(beyond);
        }
        if (failure != null) {
            return new Outcome.Failed(
                    String.valueOf(failure.getMessage()),
                    failure instanceof NotStoredException refused && refused.isConflict());
        }
        if (deadLetter != null) {
            return deadLetter;
        }
        return envelopes.isEmpty() ? new Outcome.Ignored() : new Outcome.Envelopes(List.copyOf(envelopes));
    }
}
