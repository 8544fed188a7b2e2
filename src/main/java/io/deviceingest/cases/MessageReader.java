package io.deviceingest.cases;

import static io.deviceingest.cases.CaseFields.field;

import com.fasterxml.jackson.core.JsonPointer;
import io.deviceingest.message.Arrival;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the message of a case. */
final class MessageReader {

    /** The fields that make a message. */
    static final List<String> FIELDS =
            List.of("topic", "payload", "json", "hex", "padTo", "qos", "retained", "userProperties", "receivedAt");

    private static final List<String> PAYLOADS = List.of("payload", "json", "hex");

    /** When a message arrives of which the case does not say when. */
    private static final String RECEIVED_AT = "2025-11-05T12:00:00Z";

    private static final int LONGEST = 16 * 1024 * 1024;

    private final CaseFields fields;

    MessageReader(CaseFields fields) {
        this.fields = fields;
    }

    Arrival read() {
        String topic = fields.text("topic", "");
        String qos = fields.text("qos", "1");
        String retained = fields.text("retained", "false");
        fields.must("topic", !topic.isEmpty(), "the topic of the message");
        fields.must("qos", qos.matches("[01]"), "0 or 1");
        fields.must("retained", retained.matches("true|false"), "true or false");
        return new Arrival(
                topic,
                payload(),
                qos.equals("0") ? 0 : 1,
                Boolean.parseBoolean(retained),
                false,
                userProperties(),
                micros());
    }

    private byte[] payload() {
        List<String> given =
                PAYLOADS.stream().filter(name -> fields.has(field(name))).toList();
        if (given.size() != 1) {
            fields.refuse(
                    given.isEmpty() ? JsonPointer.empty() : field(given.get(1)),
                    "must have one of " + String.join(", ", PAYLOADS) + ", but has "
                            + (given.isEmpty() ? "none" : String.join(" and ", given)));
            return new byte[0];
        }
        byte[] payload = switch (given.get(0)) {
            case "json" -> fields.at(field("json")).toString().getBytes(StandardCharsets.UTF_8);
            case "hex" -> hex();
            default -> fields.text("payload", "").getBytes(StandardCharsets.UTF_8);
        };
        return padded(payload);
    }

    private byte[] hex() {
        try {
            return HexFormat.of().parseHex(fields.text("hex", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            fields.must("hex", false, "bytes such as 7b ff");
            return new byte[0];
        }
    }

    private byte[] padded(byte[] payload) {
        String length = fields.text("padTo", String.valueOf(payload.length));
        boolean right = length.matches("\\d{1,8}")
                && Integer.parseInt(length) >= payload.length
                && Integer.parseInt(length) <= LONGEST;
        fields.must("padTo", right, "a number of bytes from the payload's own " + payload.length + " to " + LONGEST);
        byte[] padded = Arrays.copyOf(payload, right ? Integer.parseInt(length) : payload.length);
        Arrays.fill(padded, payload.length, padded.length, (byte) ' ');
        return padded;
    }

    private Map<String, String> userProperties() {
        String name = "userProperties";
        Map<String, String> properties = new LinkedHashMap<>();
        fields.must(name, !fields.has(field(name)) || fields.at(field(name)).isObject(), "names with a text each");
        fields.at(field(name)).fieldNames().forEachRemaining(key -> {
            String value = fields.yaml().text(field(name).appendProperty(key));
            fields.must(name, value != null, "names with a text each");
            properties.put(key, value);
        });
        return properties;
    }

    private long micros() {
        try {
            Instant receivedAt = Instant.parse(fields.text("receivedAt", RECEIVED_AT));
            return ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        } catch (DateTimeException e) {
            fields.must("receivedAt", false, "a time such as " + RECEIVED_AT);
            return 0;
        }
    }
}
