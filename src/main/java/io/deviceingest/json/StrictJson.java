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
import java.io.UncheckedIOException;
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
    /** How many digits a whole number may have that is surely in the range of a double. */
    private static final int LONGEST_IN_RANGE = 308;

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
        if (!isAscii(utf8)) {
            return readTree(decode(utf8));
        }
        JsonNode document = read(() -> super.readTree(utf8));
        if (utf8.length > LONGEST_IN_RANGE || hasEscapeOrExponent(utf8)) {
            check(document, true);
        }
        return document;
    }

    @Override
    public JsonNode readTree(String text) throws JsonProcessingException {
        JsonNode document;
        try {
            document = read(() -> super.readTree(text));
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Decoded from UTF-8, only an escape can still bring a NUL or a lone surrogate into a text.
        check(document, text.contains("\\u"));
        return document;
    }

    /** As nearly every payload: then its bytes can be read as they are. */
    private static boolean isAscii(byte[] utf8) {
        for (byte b : utf8) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    /** Without either, no text of a short document can be refused, and no number be out of range. */
    private static boolean hasEscapeOrExponent(byte[] ascii) {
        byte before = 0;
        for (byte b : ascii) {
            if (b == '\\' || (b == 'e' || b == 'E') && before >= '0' && before <= '9') {
                return true;
            }
            before = b;
        }
        return false;
    }

    private interface Reading {
        JsonNode read() throws IOException;
    }

    private static JsonNode read(Reading reading) throws IOException {
        JsonNode document;
        try {
            document = reading.read();
        } catch (NumberFormatException e) {
            throw refused("a number is out of range");
        }
        if (document instanceof MissingNode) {
            throw refused("the payload is empty");
        }
        return document;
    }

    static String decode(byte[] utf8) throws JsonParseException {
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
