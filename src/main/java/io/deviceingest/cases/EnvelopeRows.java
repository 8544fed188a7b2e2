package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.dryrun.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What envelopes and dead letters tell of the rows that they become in an empty database: the fields that they carry,
 * by the rules of the store statement. What it works out itself is left to the database.
 */
final class EnvelopeRows {

    private static final ObjectMapper JSON = RowJson.MAPPER;

    private EnvelopeRows() {}

    static Rows of(Outcome outcome) throws JsonProcessingException {
        Map<Table, List<ObjectNode>> rows = new EnumMap<>(Table.class);
        if (outcome instanceof Outcome.Envelopes envelopes) {
            List<ObjectNode> all = new ArrayList<>();
            for (String envelope : envelopes.all()) {
                all.add((ObjectNode) JSON.readTree(envelope));
            }
            rows.put(Table.DEVICE, devices(all));
            rows.put(Table.READING, readings(all));
            rows.put(Table.DEVICE_EVENT, events(all));
        } else if (outcome instanceof Outcome.DeadLetter letter) {
            rows.put(Table.DEAD_LETTER, List.of(letter((ObjectNode) JSON.readTree(letter.letter()))));
        } else if (!(outcome instanceof Outcome.Ignored)) {
            return Rows.failed(false, failure(outcome));
        }
        return new Rows(rows, false, null);
    }

    /** Why a message that was neither stored nor dead-lettered nor ignored ended as it did. */
    static String failure(Outcome outcome) {
        return outcome instanceof Outcome.Beyond beyond
                ? "the message goes on to " + beyond.endpoint() + ", where a case does not follow"
                : "the message is neither stored nor dead-lettered, and would be redelivered: " + outcome;
    }

    /** Several envelopes of one device are merged. */
    private static List<ObjectNode> devices(List<ObjectNode> envelopes) {
        Map<String, ObjectNode> devices = new LinkedHashMap<>();
        for (ObjectNode envelope : envelopes) {
            ObjectNode device = devices.computeIfAbsent(
                    id(envelope), id -> envelope.deepCopy().set("attributes", JSON.createObjectNode()));
            if (envelope.hasNonNull("status") || !device.has("status")) {
                device.set("status", envelope.get("status"));
            }
            if (envelope.hasNonNull("offline_after")) {
                device.set("offline_after", envelope.get("offline_after"));
            }
            device.withObject("attributes").setAll(attributes(envelope));
        }
        return sorted(devices.values().stream());
    }

    private static ObjectNode attributes(ObjectNode envelope) {
        ObjectNode attributes = JSON.createObjectNode();
        // A null erases nothing: the device has no news of this attribute.
        envelope.path("attributes").properties().stream()
                .filter(attribute -> !attribute.getValue().isNull())
                .forEach(attribute -> attributes.set(attribute.getKey(), attribute.getValue()));
        return attributes;
    }

    /** Equal readings of one device and one time are one. */
    private static List<ObjectNode> readings(List<ObjectNode> envelopes) {
        Map<List<Object>, ObjectNode> readings = new LinkedHashMap<>();
        for (ObjectNode envelope : envelopes) {
            if (envelope.path("kind").asText().equals("sensor")) {
                ObjectNode reading = envelope.deepCopy();
                reading.put("ts", time(Math.round(envelope.path("ts").asDouble() * 1e6)));
                reading.put("received_at", time(envelope.path("received_at").asLong()));
                ObjectNode metrics = reading.withObject("metrics");
                readings.putIfAbsent(List.of(id(reading), reading.get("ts"), metrics), reading);
            }
        }
        return sorted(readings.values().stream());
    }

    private static List<ObjectNode> events(List<ObjectNode> envelopes) {
        Map<String, String> statuses = new LinkedHashMap<>();
        return envelopes.stream()
                .filter(envelope -> envelope.hasNonNull("status"))
                .filter(envelope -> {
                    String status = envelope.get("status").asText();
                    return !status.equals(statuses.put(id(envelope), status));
                })
                .toList();
    }

    private static ObjectNode letter(ObjectNode letter) {
        byte[] payload = Base64.getDecoder().decode(letter.path("payload").asText());
        letter.put("payload", "\\x" + HexFormat.of().formatHex(payload));
        letter.put("received_at", time(letter.path("received_at").asLong()));
        return letter;
    }

    private static List<ObjectNode> sorted(Stream<ObjectNode> rows) {
        return rows.sorted(Comparator.comparing(EnvelopeRows::id)
                        .thenComparing(row -> row.path("ts").asText()))
                .toList();
    }

    private static String id(ObjectNode envelope) {
        return envelope.path("device_id").asText();
    }

    private static String time(long micros) {
        return Instant.EPOCH.plusNanos(micros * 1_000).toString();
    }
}
