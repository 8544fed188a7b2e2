package io.deviceingest.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that are written together, in order, and how often the server ended while they were. Not thread-safe.
 *
 * <p>A connection that breaks may be the network's doing: its reply may be lost after the commit. So a break counts
 * where the server said that it ended the connection, or where it has been restarted since.
 *
 * @param <T> what is written
 */
final class Part<T extends BatchEntry> {

    /** So many times may be chance: each was right after the same statement had succeeded without messages. */
    static final int BREAKS_THAT_BLAME = 3;

    private final List<T> entries;

    /** The server's life when it answered last; null before anything broke. */
    private Object life;

    private int breaks;

    /** The last break; null when it was looked into, or there was none. */
    private Exception lastBreak;

    private boolean saidByTheServer;

    private Part(List<T> entries, Object life, int breaks) {
        this.entries = entries;
        this.life = life;
        this.breaks = breaks;
    }

    Part(List<T> entries) {
        this(entries, null, 0);
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

    int envelopes() {
        return entries.stream().mapToInt(BatchEntry::envelopes).sum();
    }

    /** How many of its first entries have so many envelopes together; one at least. */
    int entriesWithin(int envelopes) {
        int left = envelopes - entries.get(0).envelopes();
        int within = 1;
        while (within < entries.size() && left >= entries.get(within).envelopes()) {
            left -= entries.get(within).envelopes();
            within++;
        }
        return within;
    }

    /** Whether the server is to be asked before it is written. */
    boolean isSuspect() {
        return life != null || lastBreak != null;
    }

    /** The connection broke while it was written. */
    void broke(Exception cause, boolean saidByTheServer) {
        lastBreak = cause;
        this.saidByTheServer = saidByTheServer;
    }

    /** The server answers, in this life; returns the failure that its entries are to blame for, null while they are not. */
    Exception serverAnswers(Object life) {
        Exception cause = lastBreak;
        if (cause != null && (saidByTheServer || this.life != null && !this.life.equals(life))) {
            breaks++;
        }
        this.life = life;
        lastBreak = null;
        return cause != null && breaks >= BREAKS_THAT_BLAME ? cause : null;
    }

    /** Its entries from one place to before another; where one entry is left, that is only suspected, not blamed. */
    Part<T> between(int from, int to) {
        return with(entries.subList(from, to));
    }

    /** Without those that were withdrawn, which are added to the list. */
    Part<T> without(List<T> withdrawn) {
        List<T> kept = new ArrayList<>(entries);
        kept.removeIf(entry -> entry.isWithdrawn() && withdrawn.add(entry));
        return kept.size() == entries.size() ? this : with(kept);
    }

    private Part<T> with(List<T> fewer) {
        Part<T> part = new Part<>(fewer, life, fewer.size() == 1 ? 0 : Math.min(breaks, BREAKS_THAT_BLAME - 1));
        part.lastBreak = lastBreak;
        part.saidByTheServer = saidByTheServer;
        return part;
    }
}
