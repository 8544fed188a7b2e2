package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Looks into an envelope for a log line: the bean {@code envelope}. Nothing on the way of a message needs it. */
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
}
