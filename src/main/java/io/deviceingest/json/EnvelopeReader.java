package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Looks into what a mapping made for a log line, or where its topic names no device: the bean {@code envelope}. Nothing on the
 * way of other messages needs it. Safe for any number of threads.
 */
@Component("envelope")
public final class EnvelopeReader {

    private final StrictJson json;

    EnvelopeReader(StrictJson json) {
        this.json = json;
    }

    /** How many metrics an envelope carries, or all of a list together. */
    public int metrics(@Body String envelopes) throws JsonProcessingException {
        JsonNode made = json.readTree(envelopes);
        int metrics = made.path("metrics").size();
        for (JsonNode envelope : made.isArray() ? made : List.<JsonNode>of()) {
            metrics += envelope.path("metrics").size();
        }
        return metrics;
    }

    /** Whether an envelope names no device, or a list has such envelopes only. A message that is left alone needs none. */
    public boolean isOfNobody(@Body String envelopes) throws JsonProcessingException {
        JsonNode made = json.readTree(envelopes);
        if (!made.isArray()) {
            return !made.isNull() && namesNobody(made);
        }
        boolean ofNobody = !made.isEmpty();
        for (JsonNode envelope : made) {
            ofNobody &= namesNobody(envelope);
        }
        return ofNobody;
    }

    private static boolean namesNobody(JsonNode envelope) {
        return envelope.path("device_id").asText("").isEmpty();
    }
}
