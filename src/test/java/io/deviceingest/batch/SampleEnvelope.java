package io.deviceingest.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Envelopes as a mapping may make them, in JSON: good ones, and ones of which some fields are something else.
 *
 * @param text in JSON
 * @param good whether no field is another than those of a shipped mapping
 */
record SampleEnvelope(String text, boolean good) {

    private static final long RECEIVED_AT = 1_762_254_901_000_000L;

    private static final Map<String, String> FIELDS = new LinkedHashMap<>(Map.of(
            "device_id", "\"d\"",
            "kind", "\"sensor\"",
            "status", "\"online\"",
            "ts", "1762254901",
            "ts_source", "\"device\"",
            "received_at", String.valueOf(RECEIVED_AT),
            "retained", "false",
            "metrics", "{\"temperature\": 25.5}",
            "attributes", "{\"heap\": 50000}",
            "offline_after", "90000"));

    /** A field that is left out. */
    private static final String MISSING = "";

    /** After the first: what may stand where something else is meant, and what is hard to store, to show or to add up. */
    private static final List<String> ODD = List.of(
            MISSING,
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1.7e308",
            "1e400",
            "-1e400",
            "1e-400",
            "1e200000",
            "9223372036854775807",
            "99999999999999999999999",
            "253402300799",
            "253402300800",
            "-62135596801",
            "\"\"",
            "\"d\"",
            "\"Sensor\"",
            "\"heartbeat\"",
            "\"status\"",
            "\"offline\"",
            "\"never\"",
            "\"12\"",
            "\"NaN\"",
            "\"Infinity\"",
            "\"-infinity\"",
            "\"true\"",
            "\"\\u0000\"",
            "\"\\u0001\"",
            "\"\\u0085\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            text(128),
            text(129),
            text(70_000),
            "[]",
            "[1, 2]",
            "[[{\"a\": 1}]]",
            "{}",
            "{\"\": null}",
            "{\"a\": {\"b\": [null, 1e400, -1e-400, 1.7e308, -1.7e308]}, \"c\": 1e400, \"humidity\": 1.7e308}",
            "{\"temperature\": 1e-400, \"humidity\": -1.7e308}",
            "{\"" + "k".repeat(70_000) + "\": 1}",
            "{\"a\": " + text(70_000) + "}",
            "{\"a\": " + nested(100) + "}",
            nested(100),
            "{\"a\": " + nested(20_000) + "}",
            nested(20_000));

    static Arbitrary<SampleEnvelope> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, goodOnes()),
                Tuple.of(8, spoiltOnes()),
                Tuple.of(1, Arbitraries.of(ODD.subList(1, ODD.size())).map(text -> new SampleEnvelope(text, false))));
    }

    private static Arbitrary<SampleEnvelope> goodOnes() {
        Arbitrary<String> kind = Arbitraries.of("\"sensor\"", "\"heartbeat\"", "\"status\"");
        return Combinators.combine(devices(), kind, Arbitraries.integers().between(0, 1_000))
                .as((device, word, number) -> {
                    Map<String, String> fields = new LinkedHashMap<>(FIELDS);
                    fields.put("device_id", device);
                    fields.put("kind", word);
                    fields.put("received_at", String.valueOf(RECEIVED_AT + number));
                    return new SampleEnvelope(json(fields), true);
                });
    }

    private static Arbitrary<SampleEnvelope> spoiltOnes() {
        return Combinators.combine(
                        devices(),
                        Arbitraries.maps(Arbitraries.of(FIELDS.keySet()), odd())
                                .ofMinSize(1)
                                .ofMaxSize(3))
                .as((device, odd) -> {
                    Map<String, String> fields = new LinkedHashMap<>(FIELDS);
                    fields.put("device_id", device);
                    fields.putAll(odd);
                    return new SampleEnvelope(json(fields), false);
                });
    }

    private static Arbitrary<String> odd() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(ODD)),
                Tuple.of(1, Arbitraries.longs().map(String::valueOf)),
                Tuple.of(1, Arbitraries.doubles().map(String::valueOf)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(130).map(SampleEnvelope::quoted)));
    }

    private static Arbitrary<String> devices() {
        return Arbitraries.integers()
                .between(1, 10)
                .map(number -> number == 1 ? "\"esp8266\"" : "\"device-" + number + "\"");
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().equals(MISSING))
                .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Any UTF-16, with lone surrogates and control characters. */
    private static String quoted(String text) {
        return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining("", "\"", "\""));
    }

    private static String text(int length) {
        return "\"" + "x".repeat(length) + "\"";
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    @Override
    public String toString() {
        return text.length() > 300 ? text.substring(0, 300) + "… (" + text.length() + " characters)" : text;
    }
}
