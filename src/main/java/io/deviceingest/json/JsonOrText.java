package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Reads payloads of devices that send JSON on one topic and a bare word on the next: strict JSON, and a text where that
 * is no JSON. What begins like an object, a list or a text of JSON must be one. An empty payload is the empty text.
 *
 * <p>What is refused throws {@link JsonProcessingException}, and nothing else. Safe for any number of threads.
 */
public final class JsonOrText extends StrictJson {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonNode readTree(byte[] utf8) throws JsonProcessingException {
        return readTree(decode(utf8));
    }

    @Override
    public JsonNode readTree(String text) throws JsonProcessingException {
        try {
            return super.readTree(text);
        } catch (JsonProcessingException e) {
            if (text.matches("(?s)\\s*[{\\[\"].*")) {
                throw e;
            }
            checkText(text);
            return TextNode.valueOf(text);
        }
    }
}
