package io.deviceingest.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** How much one write may carry. */
record BatchLimits(int entries, int bytes) {

    /** Takes the first entries that one write may carry, at most so many, and one at least where there is one. */
    <T extends BatchEntry> List<T> take(Queue<T> waiting, int most) {
        List<T> taken = new ArrayList<>(Math.min(most, waiting.size()));
        int size = 0;
        while (!waiting.isEmpty()
                && taken.size() < most
                && (taken.isEmpty() || size + waiting.peek().size() <= bytes)) {
            size += waiting.peek().size();
            taken.add(waiting.poll());
        }
        return taken;
    }
}
