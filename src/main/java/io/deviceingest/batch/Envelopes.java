package io.deviceingest.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.settings.BatchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the mappings made of one message, as JSON: an envelope, a list of envelopes, or nothing ({@code null} and
 * {@code []}). Each envelope names a device; the database judges everything else. Immutable.
 */
public final class Envelopes {

    private static final String OF_ENVELOPES = "store";

    private static final JsonFactory JSON = new JsonFactory();

    /** How an envelope begins that a shipped mapping made: nothing else of it need be read. */
    private static final String USUAL_BEGINNING = "{\"device_id\":\"";

    private final String text;
    private final int count;
    private final boolean isList;

    private Envelopes(String text, int count, boolean isList) {
        this.text = text;
        this.count = count;
        this.isList = isList;
    }

    /**
     * Reads what is handed to {@code batch:<name>}. Only {@code batch:store} takes envelopes: what a site makes of other
     * batches is its own, and each body is one, whatever it is.
     *
     * @throws UnusableEnvelopesException where they are none, one of them names no device, or they are too many
     * @throws IllegalArgumentException without a body
     */
    public static Envelopes into(String name, String body, BatchSettings settings) {
        // Nothing between two commas would be stored, and counted as stored.
        if (body == null || body.isBlank()) {
            throw new IllegalArgumentException("batch:" + name + " was given a message without a body");
        }
        return name.equals(OF_ENVELOPES) ? of(body, settings.maxReadings()) : unread(body);
    }

    /** @param most so many envelopes may one message become */
    static Envelopes of(String text, int most) {
        if (endOfUsualDeviceId(text) > 0) {
            return new Envelopes(text, 1, false);
        }
        try (JsonParser json = JSON.createParser(text)) {
            boolean isList = json.nextToken() == JsonToken.START_ARRAY;
            int count = isList ? listed(json) : json.currentToken() == JsonToken.VALUE_NULL ? 0 : one(json, "it");
            if (json.nextToken() != null) {
                throw new UnusableEnvelopesException("it must end behind one envelope or one list of envelopes");
            }
            if (count > most) {
                throw UnusableEnvelopesException.tooMany(count, most);
            }
            return new Envelopes(text, count, isList);
        } catch (JsonProcessingException e) {
            throw new UnusableEnvelopesException("it must be JSON, but is not: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Envelopes unread(String text) {
        return new Envelopes(text, 1, false);
    }

    private static int listed(JsonParser json) throws IOException {
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            count += one(json, "number " + (count + 1));
        }
        return count;
    }

    /** Reads to the end of one envelope, and returns 1. */
    private static int one(JsonParser json, String which) throws IOException {
        deviceId(json, which);
        return 1;
    }

    private static String deviceId(JsonParser json, String which) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            throw new UnusableEnvelopesException(which + " must be an envelope, an object, but is " + shown(json));
        }
        String named = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isDeviceId = json.currentName().equals("device_id");
            JsonToken value = json.nextToken();
            if (isDeviceId) {
                named = value == JsonToken.VALUE_STRING || value.isNumeric() ? json.getText() : null;
            }
            json.skipChildren();
        }
        if (named == null || !DeviceTopic.isDeviceId(named)) {
            throw UnusableEnvelopesException.withoutDevice(which, named);
        }
        return named;
    }

    private static String shown(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.END_ARRAY ? "a list" : json.getText();
    }

    /** Where the device id at the beginning ends, if it is as in nearly every envelope; 0 where it is to be read in full. */
    private static int endOfUsualDeviceId(String text) {
        if (!text.startsWith(USUAL_BEGINNING)) {
            return 0;
        }
        int from = USUAL_BEGINNING.length();
        for (int i = from; i < text.length() && i <= from + DeviceTopic.MAX_ID_LENGTH; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i > from ? i : 0;
            }
            if (c == '\\' || c < ' ' || c > '~') {
                return 0;
            }
        }
        return 0;
    }

    /** Whether the message is left alone. */
    public boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** How long it is, in characters. */
    int length() {
        return text.length();
    }

    /** Appends the envelopes, with commas between them. */
    void appendTo(StringBuilder array) {
        if (isList) {
            array.append(text, text.indexOf('[') + 1, text.lastIndexOf(']'));
        } else {
            array.append(text);
        }
    }

    /** Each as text, in order. */
    public List<String> each() {
        List<String> each = new ArrayList<>(count);
        if (!isList) {
            return count == 0 ? each : List.of(text);
        }
        read((from, to, device) -> each.add(text.substring(from, to)));
        return each;
    }

    /** The device of each, in order. */
    List<String> devices() {
        int end = endOfUsualDeviceId(text);
        if (end > 0) {
            return List.of(text.substring(USUAL_BEGINNING.length(), end));
        }
        List<String> devices = new ArrayList<>(count);
        read((from, to, device) -> devices.add(device));
        return devices;
    }

    private interface Reader {
        void envelope(int from, int to, String device);
    }

    private void read(Reader reader) {
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    int from = (int) json.currentTokenLocation().getCharOffset();
                    String device = deviceId(json, "it");
                    reader.envelope(from, (int) json.currentLocation().getCharOffset(), device);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
