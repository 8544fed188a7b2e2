package io.deviceingest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Strict JSON, in which a value may also be {@code nan}, {@code inf} or {@code infinity}, in any case and with a sign, as
 * C and Python print them: it is read as null. Safe for any number of threads.
 */
public final class LenientJson extends StrictJson {

    private static final long serialVersionUID = 1L;

    private static final Pattern NO_NUMBER = Pattern.compile("(?i)[-+]?(?:nan|inf|infinity)\\b");

    @Override
    public JsonNode readTree(byte[] utf8) throws IOException {
        try {
            return super.readTree(utf8);
        } catch (JsonProcessingException e) {
            return withNulls(decode(utf8), e);
        }
    }

    @Override
    public JsonNode readTree(String text) throws JsonProcessingException {
        try {
            return super.readTree(text);
        } catch (JsonProcessingException e) {
            return withNulls(text, e);
        }
    }

    private JsonNode withNulls(String text, JsonProcessingException asItIs) throws JsonProcessingException {
        try {
            return super.readTree(withNulls(text));
        } catch (JsonProcessingException e) {
            // What the device sent is refused, and not what was made of it.
            throw asItIs;
        }
    }

    private static String withNulls(String text) {
        StringBuilder read = new StringBuilder(text.length());
        Matcher word = NO_NUMBER.matcher(text);
        int i = 0;
        while (i < text.length()) {
            int end = i + 1;
            if (text.charAt(i) == '"') {
                end = endOfText(text, i);
            } else if (word.region(i, text.length()).lookingAt()) {
                read.append("null");
                i = word.end();
                continue;
            }
            read.append(text, i, end);
            i = end;
        }
        return read.toString();
    }

    private static int endOfText(String text, int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return text.length();
    }
}
