package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Two different readings of one moment are two rows, however alike they are; two equal ones are one. */
class AnyDigestIT {

    private static final int STATEMENTS = 30;
    private static final int PAIRS = 200;
    private static final long MOMENT = 1_762_254_901L;

    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static StoreStatement statement;

    /** Metrics in JSON, which differ. */
    record Pair(String one, String other) {}

    @BeforeContainer
    static void startDatabase() throws Exception {
        statement = StoreStatement.start();
    }

    @AfterContainer
    static void stopDatabase() throws Exception {
        statement.close();
    }

    @Property(tries = STATEMENTS, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void differentReadingsOfOneMomentAreAllStored(@ForAll("pairs") List<Pair> pairs) throws Exception {
        List<String> envelopes = new ArrayList<>();
        for (Pair pair : pairs) {
            String device = "d" + DEVICES.incrementAndGet();
            envelopes.add(envelope(device, pair.one));
            envelopes.add(envelope(device, pair.other));
        }

        assertThat(statement.store(envelopes)).isEqualTo(new StoreStatement.Counts(2 * pairs.size(), 0));
    }

    @Example
    void theSameReadingIsOneWhateverTheOrderOfItsFieldsAndItsBlanks() throws Exception {
        assertThat(statement.store(List.of(
                        envelope("same", "{\"a\": 1, \"b\": [true, null]}"),
                        envelope("same", "{\"b\":[true,null],\"a\":1}"),
                        envelope("same", "{\"a\": 2, \"a\": 1, \"b\": [true, null]}"))))
                .isEqualTo(new StoreStatement.Counts(1, 2));
    }

    @Example
    void aNumberWithOneMorePlaceIsAnotherReading() throws Exception {
        assertThat(statement.store(List.of(envelope("places", "{\"a\": 1.0}"), envelope("places", "{\"a\": 1.00}"))))
                .isEqualTo(new StoreStatement.Counts(2, 0));
    }

    @Provide
    Arbitrary<List<Pair>> pairs() {
        return Arbitraries.oneOf(exchanged(), changedTogether(), nestedElsewhere(), inArrays())
                .list()
                .ofSize(PAIRS);
    }

    /** Two values change places, any distance apart. */
    private static Arbitrary<Pair> exchanged() {
        return Combinators.combine(channels(), channel(), channel())
                .filter((channels, i, j) -> !channels.get(i).equals(channels.get(j)))
                .as((channels, i, j) -> {
                    List<String> other = new ArrayList<>(channels);
                    other.set(i, channels.get(j));
                    other.set(j, channels.get(i));
                    return new Pair(object(channels), object(other));
                });
    }

    /** Two values become another one together: switched, or from nothing to 230.1. */
    private static Arbitrary<Pair> changedTogether() {
        Arbitrary<Pair> values = Arbitraries.of(
                new Pair("false", "true"), new Pair("0", "230.1"), new Pair("null", "0"), new Pair("[]", "{}"));
        return Combinators.combine(channels(), channel(), channel(), values).as((channels, i, j, value) -> {
            List<String> one = new ArrayList<>(channels);
            List<String> other = new ArrayList<>(channels);
            one.set(i, value.one);
            one.set(j, value.one);
            other.set(i, value.other);
            other.set(j, value.other);
            return new Pair(object(one), object(other));
        });
    }

    /** The same keys and values, with a bracket in another place. */
    private static Arbitrary<Pair> nestedElsewhere() {
        return values().list().ofMinSize(2).ofMaxSize(8).map(values -> {
            String last = "\"z\": " + values.get(0);
            String before = object(values);
            String open = before.substring(0, before.length() - 1);
            return new Pair("{\"a\": " + before + ", " + last + "}", "{\"a\": " + open + ", " + last + "}}");
        });
    }

    private static Arbitrary<Pair> inArrays() {
        return Combinators.combine(channels(), channel(), channel())
                .filter((channels, i, j) -> !channels.get(i).equals(channels.get(j)))
                .as((channels, i, j) -> {
                    List<String> other = new ArrayList<>(channels);
                    other.set(i, channels.get(j));
                    other.set(j, channels.get(i));
                    return new Pair("{\"a\": " + channels + "}", "{\"a\": " + other + "}");
                });
    }

    private static Arbitrary<List<String>> channels() {
        return values().list().ofSize(40);
    }

    private static Arbitrary<Integer> channel() {
        return Arbitraries.integers().between(0, 39);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.of("0", "1", "2", "230.1", "true", "false", "null", "\"on\"", "[1]", "{\"x\": 1}");
    }

    private static String object(List<String> values) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < values.size(); i++) {
            json.append(i == 0 ? "" : ", ").append("\"c%02d\": ".formatted(i)).append(values.get(i));
        }
        return json.append('}').toString();
    }

    private static String envelope(String device, String metrics) {
        return "{\"device_id\": \"%s\", \"kind\": \"sensor\", \"ts\": %d, \"received_at\": %d, \"metrics\": %s}"
                .formatted(device, MOMENT, MOMENT * 1_000_000, metrics);
    }
}
