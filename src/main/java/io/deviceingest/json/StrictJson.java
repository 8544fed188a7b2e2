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
 * range, nesting deeper than 64. A fraction with more digits than a double has keeps them. The routes give it to
 * camel-jslt as {@code objectMapper}.
 *
 * <p>What is refused throws {@link JsonProcessingException}, and nothing else. Safe for any number of threads.
 */
public class StrictJson extends ObjectMapper {

    private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 64;
    /** How many digits a whole number may have that is surely in the range of a double. */
    private static final int LONGEST_IN_RANGE = 308;

    /** For documents of which a number may be another than its double: slower, so only for those. */
    private final ObjectMapper exact = strict(new ObjectMapper(factory()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(new ExactNumbers());

    public StrictJson() {
        super(factory());
        strict(this);
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
    }

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    @Override
    public JsonNode readTree(byte[] utf8) throws IOException {
        FirstLook look = FirstLook.at(utf8);
        if (!look.isAscii()) {
            return read(decode(utf8), look);
        }
        return checked(
                read(look.mayBeRounded() ? () -> exact.readTree(utf8) : () -> super.readTree(utf8)), look, utf8.length);
    }

    @Override
    public JsonNode readTree(String text) throws JsonProcessingException {
        return read(text, FirstLook.at(text.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode read(String text, FirstLook look) throws JsonProcessingException {
        try {
            return checked(
                    read(look.mayBeRounded() ? () -> exact.readTree(text) : () -> super.readTree(text)),
                    look,
                    text.length());
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Its tree is looked at only where something of it can be wrong. */
    private static JsonNode checked(JsonNode document, FirstLook look, int length) throws JsonParseException {
        if (length > LONGEST_IN_RANGE || look.hasEscape() || look.mayBeRounded()) {
            check(document, look.hasEscape());
        }
        return document;
    }

    /** @param escapes without one, no text that was UTF-8 has a NUL or a lone surrogate */
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
        } else if (node.isNumber() && !ExactNumbers.isInRange(node)) {
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
