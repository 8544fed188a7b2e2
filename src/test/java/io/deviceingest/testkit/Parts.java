package io.deviceingest.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, to be ended in reverse. Not thread-safe. */
final class Parts {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    int count() {
        return parts.size();
    }

    /** Ends what was started last until so many are left; all of them, though one fails to end. */
    void endAllBut(int remaining) throws Exception {
        Exception first = null;
        while (parts.size() > remaining) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
