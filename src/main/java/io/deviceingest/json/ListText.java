package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A list that a mapping made, as JSON. Its elements share what they say of the payload, and as text each has a copy of its
 * own: so a small payload may become a list that no memory holds. Stateless.
 */
final class ListText {

    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private ListText() {}

    /** @throws IllegalArgumentException where it is longer than any message may become */
    static String of(JsonNode list) {
        StringBuilder text = new StringBuilder("[");
        String separator = "";
        for (JsonNode element : list) {
            text.append(separator).append(element);
            separator = ",";
            if (text.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException("a mapping may make " + MOST_CHARACTERS
                        + " characters of one message, but here the list of its " + list.size()
                        + " elements is longer");
            }
        }
        return text.append(']').toString();
    }
}
