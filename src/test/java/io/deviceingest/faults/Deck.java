package io.deviceingest.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Faults in random order: each one is drawn once before any is drawn again. */
final class Deck {

    private final List<Fault> all;
    private final Random random;
    private final List<Fault> left = new ArrayList<>();

    Deck(List<Fault> all, Random random) {
        this.all = all;
        this.random = random;
    }

    Fault draw() {
        shuffleWhenEmpty();
        return left.remove(0);
    }

    /** Draws the next that can be inflicted beside another one; empty where none is left in this round. */
    Optional<Fault> drawBeside(Fault other) {
        shuffleWhenEmpty();
        Optional<Fault> next = left.stream().filter(other::goesWith).findFirst();
        next.ifPresent(left::remove);
        return next;
    }

    private void shuffleWhenEmpty() {
        if (left.isEmpty()) {
            left.addAll(all);
            Collections.shuffle(left, random);
        }
    }
}
