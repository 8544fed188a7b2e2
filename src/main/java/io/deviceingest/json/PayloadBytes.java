package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * Reads a payload that is no text: the list of its bytes, from 0 to 255, whatever they are. Safe for any number of threads.
 */
public final class PayloadBytes extends ObjectMapper {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonNode readTree(byte[] payload) {
        return ByteFunctions.list(payload, payload.length);
    }

    @Override
    public JsonNode readTree(String text) {
        return readTree(text.getBytes(StandardCharsets.UTF_8));
    }
}
