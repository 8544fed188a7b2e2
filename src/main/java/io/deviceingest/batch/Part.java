package io.deviceingest.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that are written together, in order, and how often the connection broke while they were. Not thread-safe.
 *
 * @param <T> what is written
 */
final class Part<T extends BatchEntry> {

    /** So many times may be chance: each was right after the same statement had succeeded without messages. */
    static final int BREAKS_THAT_BLAME = 3;

    private final List<T> entries;
    private int breaks;

    private Part(List<T> entries, int breaks) {
        this.entries = entries;
        this.breaks = breaks;
    }

    Part(List<T> entries) {
        this(entries, 0);
    }

    List<T> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether the connection broke when it was written last. */
    boolean isSuspect() {
        return breaks > 0;
    }

    /** The connection broke while it was written; returns whether that is its own doing. */
    boolean broke() {
        breaks++;
        return breaks >= BREAKS_THAT_BLAME;
    }

    /** Its entries from one place to before another; where one entry is left, that is only suspected, not blamed. */
    Part<T> between(int from, int to) {
        return new Part<>(entries.subList(from, to), to - from == 1 ? 0 : Math.min(breaks, BREAKS_THAT_BLAME - 1));
    }

    /** Without those that were withdrawn, which are added to the list. */
    Part<T> without(List<T> withdrawn) {
        List<T> kept = new ArrayList<>(entries);
        kept.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
        return kept.size() == entries.size() ? this : new Part<>(kept, kept.size() == 1 ? 0 : breaks);
    }
}
