package io.deviceingest.faults;

import java.util.Locale;

/**
 * What the program holds of memory, threads and database connections.
 *
 * @param heapBytes what is alive in its heap after a full collection
 */
record Footprint(long heapBytes, int threads, int connections) {

    private static final long MEBIBYTE = 1 << 20;
    /** What one scrape of the metrics, and what the timers do meanwhile, may add. */
    private static final long HEAP_MARGIN = 4 * MEBIBYTE;
    /** A connection to the broker has four threads, and one of them may be ending; web threads come and go. */
    private static final int THREADS_MARGIN = 4;
    /** The pool's size: it grows and shrinks between one and this. */
    private static final int MOST_CONNECTIONS = 6;

    static Footprint of(Proof proof) throws Exception {
        proof.program().collectGarbage();
        Integer connections = proof.database()
                .sql()
                .queryForObject(
                        "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + Proof.ROLE + "'", Integer.class);
        return new Footprint(
                (long) proof.program().metric("jvm_memory_used_bytes", "area=\"heap\""),
                (int) proof.program().metric("jvm_threads_live_threads"),
                connections == null ? 0 : connections);
    }

    /** Whether it is as large as an earlier one, but for the margins. */
    boolean hasNotGrownSince(Footprint earlier) {
        return heapBytes <= earlier.heapBytes + HEAP_MARGIN
                && threads <= earlier.threads + THREADS_MARGIN
                && connections <= MOST_CONNECTIONS;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f MiB of heap, %d threads, %d database connections",
                (double) heapBytes / MEBIBYTE,
                threads,
                connections);
    }
}
