package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.SharedDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.Exchange;

/**
 * Any mixture of messages with none, one or many envelopes, good and broken, in one batch or in many: the rows are those
 * of the good messages, each once, and every message is counted once.
 */
class AnyListIT {

    private static SharedDatabase database;
    private static Routes routes;

    @BeforeContainer
    static void startRoutes() throws Exception {
        database = SharedDatabase.migrated();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(Patience.OF_STATEMENTS);
        settings.put("BATCH_MAX_SIZE", "12");
        routes = Routes.start(settings);
        Patience.await("the routes have started").until(routes::areStarted);
    }

    @AfterContainer
    static void stopRoutes() throws Exception {
        routes.close();
        database.close();
    }

    /** What may be wrong with one envelope of a message: nothing, or that nobody or the database takes it. */
    private enum Fault {
        NONE,
        NO_DEVICE,
        NO_METRICS
    }

    /** @param fault of the last one of a message */
    private record Message(List<String> readings, boolean isList, Fault fault) {

        String body() {
            List<String> envelopes = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                envelopes.add(envelope(readings.get(i), i == readings.size() - 1 ? fault : Fault.NONE));
            }
            return isList ? "[" + String.join(",", envelopes) + "]" : envelopes.isEmpty() ? "null" : envelopes.get(0);
        }

        /** The device, the second and the value of a reading stand in its text. */
        private static String envelope(String reading, Fault fault) {
            return """
                    {"device_id":"%s","kind":"sensor","status":"online","ts":%d,"received_at":1762254000000000,\
                    "metrics":%s}""".formatted(
                            fault == Fault.NO_DEVICE ? "" : "device-" + reading.charAt(0),
                            1_762_254_000 + reading.charAt(1),
                            fault == Fault.NO_METRICS ? "[]" : "{\"r\":\"" + reading + "\"}");
        }

        boolean isGood() {
            return fault == Fault.NONE || readings.isEmpty();
        }
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theRowsAreThoseOfTheGoodMessagesAndTheAccountCloses(
            @ForAll("messages") List<Message> messages, @ForAll boolean isOneBatch) throws Exception {
        database.sql().execute("DELETE FROM device; DELETE FROM reading; DELETE FROM dead_letter");
        Map<String, Long> before = counts();

        List<CompletableFuture<Exchange>> ends = new ArrayList<>();
        try (Connection holder = isOneBatch ? database.holdWriters() : null) {
            messages.forEach(message -> ends.add(routes.sendTo("direct:envelope", message.body())));
        }
        for (CompletableFuture<Exchange> end : ends) {
            assertThat(end.get(SOON.toSeconds(), TimeUnit.SECONDS).getException())
                    .isNull();
        }

        Map<String, Long> expected = expected(messages);
        Map<String, Long> after = counts();
        after.replaceAll((name, count) -> count - before.get(name));
        assertThat(after).isEqualTo(expected);
        assertThat(database.sql().queryForList("SELECT metrics ->> 'r' FROM reading", String.class))
                .containsExactlyInAnyOrderElementsOf(union(messages));
        assertThat(database.sql().queryForList("SELECT device_id FROM device", String.class))
                .containsExactlyInAnyOrderElementsOf(union(messages).stream()
                        .map(reading -> "device-" + reading.charAt(0))
                        .collect(Collectors.toSet()));
    }

    private static Set<String> union(List<Message> messages) {
        return messages.stream()
                .filter(Message::isGood)
                .flatMap(message -> message.readings().stream())
                .collect(Collectors.toSet());
    }

    private static Map<String, Long> expected(List<Message> messages) {
        Map<String, Long> expected = new HashMap<>(Map.of(
                "messages.stored",
                0L,
                "messages.duplicate",
                0L,
                "messages.ignored",
                0L,
                "messages.dead.lettered",
                0L,
                "readings.stored",
                (long) union(messages).size()));
        Set<String> there = new HashSet<>();
        for (Message message : messages) {
            String becomes = !message.isGood()
                    ? "messages.dead.lettered"
                    : message.readings().isEmpty()
                            ? "messages.ignored"
                            : there.addAll(message.readings()) ? "messages.stored" : "messages.duplicate";
            expected.merge(becomes, 1L, Long::sum);
        }
        return expected;
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        for (String name : List.of(
                "messages.stored",
                "messages.duplicate",
                "messages.ignored",
                "messages.dead.lettered",
                "readings.stored")) {
            counts.put(name, routes.count("device.ingest." + name));
        }
        return counts;
    }

    @Provide
    Arbitrary<List<Message>> messages() {
        Arbitrary<String> reading = Combinators.combine(
                        Arbitraries.chars().range('a', 'd'),
                        Arbitraries.chars().range('1', '4'),
                        Arbitraries.chars().range('x', 'z'))
                .as((device, second, value) -> "" + device + second + value);
        Arbitrary<Fault> fault = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Fault.NONE)),
                Tuple.of(1, Arbitraries.just(Fault.NO_DEVICE)),
                Tuple.of(1, Arbitraries.just(Fault.NO_METRICS)));
        Arbitrary<Message> list = Combinators.combine(reading.list().ofMaxSize(8), fault)
                .as((readings, wrong) -> new Message(readings, true, wrong));
        Arbitrary<Message> one = Combinators.combine(reading.list().ofMaxSize(1), fault)
                .as((readings, wrong) -> new Message(readings, false, wrong));
        return Arbitraries.oneOf(list, list, one).list().ofMinSize(1).ofMaxSize(20);
    }
}
