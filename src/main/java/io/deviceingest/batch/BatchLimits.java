package io.deviceingest.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** How much one write may carry. */
record BatchLimits(int envelopes, int bytes) {

    /** Takes the first entries that one write may carry, with so many envelopes at most, and one entry at least. */
    <T extends BatchEntry> List<T> take(Queue<T> waiting, int most) {
        List<T> taken = new ArrayList<>(Math.min(most, waiting.size()));
        int size = 0;
        int envelopes = 0;
        for (T next = waiting.peek(); next != null; next = waiting.peek()) {
            size += next.size();
            envelopes += next.envelopes();
            if (!taken.isEmpty() && (size > bytes || envelopes > most)) {
                break;
            }
            taken.add(waiting.poll());
        }
        return taken;
    }
}
