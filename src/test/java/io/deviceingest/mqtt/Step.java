package io.deviceingest.mqtt;

import io.deviceingest.mqtt.ModelTables.Outcome;
import io.deviceingest.mqtt.ModelTables.Table;
import io.deviceingest.mqtt.SampleMessage.Kind;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Something that happens to the machine, in words; where it cannot happen, it does nothing. */
record Step(String words, Consumer<Machine> event) {

    private static final int LONGEST_SEQUENCE = 30;
    private static final int LONGEST_MEANWHILE = 3;

    /** Sequences of anything that can happen. */
    static Arbitrary<List<Step>> sequences() {
        Arbitrary<Step> small = Arbitraries.frequencyOf(
                Tuple.of(12, publications()), Tuple.of(2, receptions()), Tuple.of(6, incidents()));
        Arbitrary<Step> nested = Arbitraries.frequencyOf(Tuple.of(5, small), Tuple.of(1, writes(small)));
        return Arbitraries.frequencyOf(Tuple.of(3, small), Tuple.of(2, writes(nested)))
                .list()
                .ofMaxSize(LONGEST_SEQUENCE);
    }

    private static Arbitrary<Step> publications() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(6, Kind.GOOD), Tuple.of(2, Kind.REFUSED), Tuple.of(1, Kind.REFUSED_TWICE));
        Arbitrary<Integer> qos = Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 0));
        Arbitrary<Boolean> expiry = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
        return Combinators.combine(kinds, qos, expiry)
                .as((kind, level, expires) -> new Step(
                        "publish " + kind + " at QoS " + level + (expires ? " with an expiry" : ""),
                        machine -> machine.publish(kind, level, expires)));
    }

    private static Arbitrary<Step> receptions() {
        return Arbitraries.integers()
                .between(1, 5)
                .map(messages -> new Step("receive " + messages, machine -> machine.receive(messages)));
    }

    private static Arbitrary<Step> incidents() {
        return Arbitraries.frequencyOf(Tuple.of(20, faults()), Tuple.of(4, attempts()));
    }

    /** Connections that do not come to be used; the broker may have made a new session for them. */
    private static Arbitrary<Step> attempts() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(either, either, Arbitraries.integers().between(0, 3))
                .as((present, seen, messages) -> new Step(
                        "an attempt, session present " + present + (seen ? "" : " unseen") + ", with " + messages
                                + " messages",
                        machine -> machine.attempt(present, seen, messages)));
    }

    private static Arbitrary<Step> faults() {
        return Arbitraries.frequency(
                Tuple.of(4, new Step("disconnect", Machine::disconnect)),
                Tuple.of(4, new Step("break at the next acknowledgement", Machine::breakAtNextAcknowledgement)),
                Tuple.of(8, new Step("resume the session", machine -> machine.reconnect(true))),
                Tuple.of(3, new Step("lose the session", machine -> machine.reconnect(false))),
                Tuple.of(2, new Step("renew the connection", Machine::renew)),
                Tuple.of(3, new Step("the broker falls back to an older session", Machine::fallBack)),
                Tuple.of(2, new Step("expire", Machine::expire)),
                Tuple.of(1, new Step("stop", Machine::stop)));
    }

    private static Arbitrary<Step> writes(Arbitrary<Step> others) {
        Arbitrary<Table> tables = Arbitraries.frequency(Tuple.of(2, Table.READING), Tuple.of(1, Table.DEAD_LETTER));
        Arbitrary<Outcome> outcome = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(Outcome.COMMIT)), Tuple.of(1, Arbitraries.of(Outcome.class)));
        Arbitrary<List<Step>> meanwhile = others.list().ofMaxSize(LONGEST_MEANWHILE);
        return Combinators.combine(tables, outcome.list().ofMaxSize(2), meanwhile, meanwhile)
                .as((table, outcomes, during, held) -> new Step(
                        "write " + table + " " + outcomes + words(" during it ", during) + words(" while held ", held),
                        machine ->
                                machine.write(table, outcomes, () -> run(during, machine), () -> run(held, machine))));
    }

    private static String words(String introduction, List<Step> steps) {
        return steps.isEmpty() ? "" : introduction + steps;
    }

    static void run(List<Step> steps, Machine machine) {
        steps.forEach(step -> step.event.accept(machine));
    }

    @Override
    public String toString() {
        return words;
    }
}
