package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads payloads as RFC 8259 says, and refuses what PostgreSQL's jsonb would refuse or change: bytes that are not
 * UTF-8, anything after the document, duplicate keys, NUL and lone surrogates in texts, numbers outside of a double's
 * range, nesting deeper than 64. The routes give it to camel-jslt as {@code objectMapper}.
 *
 * <p>What is refused throws {@link JsonProcessingException}, and nothing else. Safe for any number of threads.
 */
public class StrictJson extends ObjectMapper {

    private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 64;

    public StrictJson() {
        super(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build());
        enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    @Override
    public JsonNode readTree(byte[] utf8) throws IOException {
        return readTree(decode(utf8));
    }

    @Override
    public JsonNode readTree(String text) throws JsonProcessingException {
        JsonNode document;
        try {
            document = super.readTree(text);
        } catch (NumberFormatException e) {
            throw refused("a number is out of range");
        }
        if (document instanceof MissingNode) {
            throw refused("the payload is empty");
        }
        // Decoded from UTF-8, only an escape can still bring a NUL or a lone surrogate into a text.
        check(document, text.contains("\\u"));
        return document;
    }

    private static String decode(byte[] utf8) throws JsonParseException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("the payload is not UTF-8");
        }
    }

    private static void check(JsonNode node, boolean escapes) throws JsonParseException {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (escapes) {
                    checkText(field.getKey());
                }
                check(field.getValue(), escapes);
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                check(element, escapes);
            }
        } else if (escapes && node.isTextual()) {
            checkText(node.textValue());
        } else if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
            throw refused("a number is out of range");
        }
    }

    static void checkText(String text) throws JsonParseException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw refused("a text contains the character NUL");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refused("a text contains half of a surrogate pair");
            }
        }
    }

    private static JsonParseException refused(String reason) {
        return new JsonParseException(null, reason, JsonLocation.NA);
    }
}
