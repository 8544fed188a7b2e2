package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.mqtt.Arrival;
import io.deviceingest.spelling.EditDistance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads one case file, and says everything that is wrong with it at once. For one use. */
final class CaseReader {

    private static final List<String> PAYLOADS = List.of("payload", "json", "hex");
    private static final List<String> FIELDS = List.of(
            "description",
            "topic",
            "payload",
            "json",
            "hex",
            "padTo",
            "qos",
            "retained",
            "userProperties",
            "receivedAt",
            "expect");
    private static final String NOTHING = "nothing";

    /** When a message arrives of which the case does not say when. */
    private static final String RECEIVED_AT = "2025-11-05T12:00:00Z";

    private static final int LONGEST = 16 * 1024 * 1024;

    private final LocatedYaml yaml;
    private final List<Mismatch> mistakes = new ArrayList<>();

    private CaseReader(LocatedYaml yaml) {
        this.yaml = yaml;
    }

    /** @throws BrokenCaseException for a file that is no case */
    static Case read(Path file) throws IOException, BrokenCaseException {
        CaseReader reader = new CaseReader(LocatedYaml.read(file));
        Case read = reader.read();
        if (!reader.mistakes.isEmpty()) {
            throw new BrokenCaseException(reader.mistakes);
        }
        return read;
    }

    private Case read() {
        refuseUnknown(JsonPointer.empty(), FIELDS);
        must("topic", !text("topic", "").isEmpty(), "the topic of the message");
        Arrival arrival = new Arrival(
                text("topic", ""),
                payload(),
                text("qos", "1").equals("0") ? 0 : 1,
                text("retained", "false").equals("true"),
                false,
                userProperties(),
                micros());
        must("qos", text("qos", "1").matches("[01]"), "0 or 1");
        must("retained", text("retained", "false").matches("true|false"), "true or false");
        return new Case(arrival, expectation());
    }

    private byte[] payload() {
        List<String> given = PAYLOADS.stream().filter(name -> has(field(name))).toList();
        if (given.size() != 1) {
            mistakes.add(yaml.say(
                    given.isEmpty() ? JsonPointer.empty() : field(given.get(1)),
                    "must have one of " + String.join(", ", PAYLOADS) + ", but has "
                            + (given.isEmpty() ? "none" : String.join(" and ", given))));
            return new byte[0];
        }
        byte[] payload =
                switch (given.get(0)) {
                    case "json" -> yaml.at(field("json")).toString().getBytes(StandardCharsets.UTF_8);
                    case "hex" -> hex();
                    default -> text("payload", "").getBytes(StandardCharsets.UTF_8);
                };
        return padded(payload);
    }

    private byte[] hex() {
        try {
            return HexFormat.of().parseHex(text("hex", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            must("hex", false, "bytes such as 7b ff");
            return new byte[0];
        }
    }

    private byte[] padded(byte[] payload) {
        String length = text("padTo", String.valueOf(payload.length));
        boolean right = length.matches("\\d{1,8}")
                && Integer.parseInt(length) >= payload.length
                && Integer.parseInt(length) <= LONGEST;
        must("padTo", right, "a number of bytes from the payload's own " + payload.length + " to " + LONGEST);
        byte[] padded = Arrays.copyOf(payload, right ? Integer.parseInt(length) : payload.length);
        Arrays.fill(padded, payload.length, padded.length, (byte) ' ');
        return padded;
    }

    private Map<String, String> userProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        JsonPointer place = field("userProperties");
        must("userProperties", !has(place) || yaml.at(place).isObject(), "names with a text each");
        yaml.at(place).fieldNames().forEachRemaining(name -> {
            String value = yaml.text(place.appendProperty(name));
            must("userProperties", value != null, "names with a text each");
            properties.put(name, value);
        });
        return properties;
    }

    private long micros() {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text("receivedAt", RECEIVED_AT)));
        } catch (DateTimeException e) {
            must("receivedAt", false, "a time such as " + RECEIVED_AT);
            return 0;
        }
    }

    private Expectation expectation() {
        Map<Table, List<Expectation.Row>> rows = new EnumMap<>(Table.class);
        List<String> tables = Arrays.stream(Table.values()).map(Table::toString).toList();
        must(
                "expect",
                !yaml.at(Expectation.PLACE).isEmpty(),
                "one or more of " + String.join(", ", tables) + ", or nothing: true");
        refuseUnknown(
                Expectation.PLACE,
                Stream.concat(tables.stream(), Stream.of(NOTHING)).toList());
        yaml.at(Expectation.PLACE).fieldNames().forEachRemaining(name -> Table.named(name)
                .ifPresent(table -> rows.put(table, rows(table))));
        JsonPointer place = Expectation.PLACE.appendProperty(NOTHING);
        boolean nothing = "true".equals(yaml.text(place));
        if (has(place) && !(nothing && rows.isEmpty())) {
            mistakes.add(yaml.say(place, "nothing must be true, and stand alone"));
        }
        return new Expectation(yaml, rows, nothing);
    }

    /** One row, or a list of them. */
    private List<Expectation.Row> rows(Table table) {
        JsonPointer place = Expectation.PLACE.appendProperty(table.toString());
        JsonNode value = yaml.at(place);
        List<Expectation.Row> rows = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                row(place.appendIndex(i), rows);
            }
        } else {
            row(place, rows);
        }
        return rows;
    }

    private void row(JsonPointer place, List<Expectation.Row> rows) {
        if (yaml.at(place) instanceof ObjectNode fields) {
            rows.add(new Expectation.Row(place, fields));
        } else {
            mistakes.add(yaml.say(
                    place,
                    place.toString().substring("/expect/".length())
                            + " must be the fields of a row, a list of such rows, or [] for none, but is "
                            + yaml.at(place)));
        }
    }

    private void refuseUnknown(JsonPointer place, List<String> known) {
        Predicate<String> unknown = name -> !known.contains(name);
        yaml.at(place).properties().stream()
                .map(Map.Entry::getKey)
                .filter(unknown)
                .forEach(name -> mistakes.add(
                        yaml.say(place.appendProperty(name), name + " is not known here; " + hint(name, known))));
    }

    static String hint(String name, List<String> known) {
        return EditDistance.nearest(name, known)
                .map(meant -> "did you mean " + meant + "?")
                .orElse("try: " + String.join(", ", known));
    }

    private void must(String name, boolean right, String what) {
        if (!right) {
            String text = yaml.text(field(name));
            mistakes.add(yaml.say(
                    field(name),
                    name + " must be " + what + ", but is " + (text == null ? "none" : "\"" + text + "\"")));
        }
    }

    private String text(String name, String otherwise) {
        String text = yaml.text(field(name));
        return text == null ? otherwise : text;
    }

    private boolean has(JsonPointer field) {
        return !yaml.at(field).isMissingNode();
    }

    private static JsonPointer field(String name) {
        return JsonPointer.empty().appendProperty(name);
    }
}
