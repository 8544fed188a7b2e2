package io.deviceingest.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What is left of batches that were split or held, in order. Not thread-safe: it belongs to the writing thread. */
final class LeftOver<T extends BatchEntry> {

    private final Deque<List<T>> parts = new ArrayDeque<>();

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Puts it before everything else. */
    void push(List<T> part) {
        parts.push(part);
    }

    /** Takes the first entries, at most so many, of the first part; there must be one. */
    List<T> poll(int most) {
        List<T> part = parts.poll();
        if (part.size() <= most) {
            return part;
        }
        parts.push(part.subList(most, part.size()));
        return part.subList(0, most);
    }

    /** Takes what was withdrawn. */
    List<T> removeWithdrawn() {
        List<T> withdrawn = new ArrayList<>();
        for (int left = parts.size(); left > 0; left--) {
            List<T> kept = new ArrayList<>(parts.poll());
            kept.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
            if (!kept.isEmpty()) {
                parts.add(kept);
            }
        }
        return withdrawn;
    }
}
