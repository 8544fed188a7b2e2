package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.message.MessageAccount;

/**
 * Writes into the envelope of each reading where its {@code ts} is from, so that no mapping need know of it: the number
 * that {@code device-time} made says it, wherever else the mapping asked for times. A mapping that sets {@code ts_source}
 * itself is left alone, and so is a {@code ts} that it worked out. Safe for any number of threads.
 */
final class TimeSources {

    private static final String FIELD = "ts_source";

    private final MessageAccount account;

    TimeSources(MessageAccount account) {
        this.account = account;
    }

    /** @param output what a mapping made: an envelope, a list of them, or nothing that has a time */
    void note(JsonNode output) {
        if (output instanceof ObjectNode envelope) {
            noteIn(envelope);
        } else if (output.isArray()) {
            output.forEach(this::note);
        }
    }

    private void noteIn(ObjectNode envelope) {
        if (!envelope.path("kind").asText().equals("sensor")) {
            return;
        }
        TimeSource source = TimeSource.of(envelope.get("ts"));
        if (source != null && !envelope.has(FIELD)) {
            envelope.put(FIELD, source.label());
        }
        account.readingMapped(envelope.path(FIELD).asText());
    }
}
