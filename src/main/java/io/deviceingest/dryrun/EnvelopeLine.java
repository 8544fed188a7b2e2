package io.deviceingest.dryrun;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Envelopes in one line for people: without what every one has, and the time as a date. */
public final class EnvelopeLine {

    private static final int LONGEST = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EnvelopeLine() {}

    /** Those of one message, one at least: how many, of how many devices, and the first. */
    public static String of(List<String> envelopes) {
        String first = of(envelopes.get(0));
        if (envelopes.size() == 1) {
            return first;
        }
        long devices = envelopes.stream().map(EnvelopeLine::device).distinct().count();
        return envelopes.size() + " envelopes" + (devices == 1 ? "" : " of " + devices + " devices") + ", the first "
                + (devices == 1 ? "" : "of \"" + device(envelopes.get(0)) + "\" ") + first;
    }

    private static String device(String envelope) {
        try {
            return JSON.readTree(envelope).path("device_id").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String of(String envelope) {
        String line = envelope;
        try {
            if (JSON.readTree(envelope) instanceof ObjectNode fields) {
                JsonNode ts = fields.path("ts");
                if (ts.isNumber()) {
                    fields.put(
                            "ts",
                            Instant.ofEpochMilli(Math.round(ts.doubleValue() * 1_000))
                                    .toString());
                }
                line = fields.without(List.of("device_id", "received_at", "retained"))
                        .toString();
            }
        } catch (JsonProcessingException e) {
            // A site's mapping made no JSON: shown as it is.
        }
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
