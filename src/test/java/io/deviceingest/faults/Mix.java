package io.deviceingest.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fault after fault in random order, sometimes two at once, with calm between them; and a count of what was inflicted. */
final class Mix {

    /**
     * What the mix did with one fault.
     *
     * @param besideAnother how many of the times
     */
    record Inflicted(int times, int besideAnother, Duration longestRecovery) {

        Inflicted and(Inflicted other) {
            Duration longer =
                    longestRecovery.compareTo(other.longestRecovery) > 0 ? longestRecovery : other.longestRecovery;
            return new Inflicted(times + other.times, besideAnother + other.besideAnother, longer);
        }
    }

    private static final int TWO_AT_ONCE_ONE_IN = 3;
    private static final Duration LEAST_CALM = Duration.ofMillis(200);
    private static final Duration MOST_CALM = Duration.ofMillis(1_500);
    /** Longer than any single fault may take. */
    private static final long LIMIT_SECONDS = 120;

    private final Proof proof;
    private final Random random;
    private final Deck ends;
    private final Deck others;
    private final Map<String, Inflicted> inflicted = new TreeMap<>();

    /** The faults are brief in a soak run too: it is to see many. */
    Mix(Proof proof) {
        this.proof = proof;
        this.random = new Random(proof.random().nextLong());
        ProgramFaults program = new ProgramFaults(proof, Pace.SHORT);
        this.ends = new Deck(program.ends(), random);
        this.others = new Deck(
                Stream.of(
                                new MqttFaults(proof, Pace.SHORT).all(),
                                new DatabaseHopFaults(proof, Pace.SHORT).all(),
                                new DatabaseFaults(proof, Pace.SHORT).all(),
                                List.of(program.frozen()))
                        .flatMap(List::stream)
                        .toList(),
                random);
    }

    /** Ends the program, again and again for so long, by itself or under another fault. */
    void endTheProgram(Duration time) throws Exception {
        inflict(ends, time);
    }

    /** Inflicts for so long all that the program survives. */
    void spareTheProgram(Duration time) throws Exception {
        inflict(others, time);
    }

    /** By the fault's name. */
    Map<String, Inflicted> inflicted() {
        return Map.copyOf(inflicted);
    }

    private void inflict(Deck deck, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            while (System.nanoTime() < end) {
                List<Fault> faults = draw(deck);
                inflictAtOnce(faults, two);
                Inflicted once = new Inflicted(1, faults.size() - 1, proof.awaitRecovery());
                faults.forEach(fault -> inflicted.merge(fault.name(), once, Inflicted::and));
                proof.awaitSomeTime(LEAST_CALM, MOST_CALM);
            }
        } finally {
            two.shutdownNow();
        }
    }

    private List<Fault> draw(Deck deck) {
        Fault fault = deck.draw();
        if (random.nextInt(TWO_AT_ONCE_ONE_IN) > 0) {
            return List.of(fault);
        }
        return others.drawBeside(fault).map(other -> List.of(fault, other)).orElse(List.of(fault));
    }

    private static void inflictAtOnce(List<Fault> faults, ExecutorService executor) throws Exception {
        List<Callable<Void>> actions = faults.stream().map(Mix::named).toList();
        for (Future<Void> end : executor.invokeAll(actions, LIMIT_SECONDS, TimeUnit.SECONDS)) {
            end.get();
        }
    }

    private static Callable<Void> named(Fault fault) {
        return () -> {
            try {
                fault.action().inflictAndHeal();
                return null;
            } catch (Exception | AssertionError e) {
                throw new AssertionError(fault.name() + " could not be inflicted and healed", e);
            }
        };
    }
}
