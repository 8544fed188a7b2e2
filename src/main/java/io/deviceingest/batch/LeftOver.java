package io.deviceingest.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is left of batches that were split or held, in order. Not thread-safe: only the writing thread touches it.
 *
 * @param <T> what is written
 */
final class LeftOver<T extends BatchEntry> {

    private final Deque<Part<T>> parts = new ArrayDeque<>();

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The first part, or as much of it as has so many envelopes; one entry at least. */
    Part<T> take(int envelopesAtMost) {
        Part<T> part = parts.poll();
        int entries = part.entriesWithin(envelopesAtMost);
        if (entries == part.size()) {
            return part;
        }
        parts.push(part.between(entries, part.size()));
        return part.between(0, entries);
    }

    void putBack(Part<T> part) {
        parts.push(part);
    }

    void putBackInHalves(Part<T> part) {
        parts.push(part.between(part.size() / 2, part.size()));
        parts.push(part.between(0, part.size() / 2));
    }

    /** Takes everything out that was withdrawn. */
    List<T> removeWithdrawn() {
        List<T> withdrawn = new ArrayList<>();
        for (int left = parts.size(); left > 0; left--) {
            Part<T> kept = parts.poll().without(withdrawn);
            if (!kept.isEmpty()) {
                parts.add(kept);
            }
        }
        return withdrawn;
    }
}
