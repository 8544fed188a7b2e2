package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Looks into an envelope for a log line, or where its topic names no device: the bean {@code envelope}. Nothing on the
 * way of other messages needs it. Safe for any number of threads.
 */
@Component("envelope")
public final class EnvelopeReader {

    private final StrictJson json;

    EnvelopeReader(StrictJson json) {
        this.json = json;
    }

    /** How many metrics an envelope carries. */
    public int metrics(@Body String envelope) throws JsonProcessingException {
        return json.readTree(envelope).path("metrics").size();
    }

    /** Whether an envelope names no device. */
    public boolean isOfNobody(@Body String envelope) throws JsonProcessingException {
        return json.readTree(envelope).path("device_id").asText("").isEmpty();
    }
}
