package io.deviceingest.database;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What follows from the text of a statement, worked out once for each of the last texts: routes execute the same few again
 * and again. Safe for any number of threads.
 *
 * @param <T> what is worked out; it may be used by several threads at once
 */
final class TextMemo<T> {

    private static final int MOST = 50;

    /** A text that brings its values with it comes once, and may be long. */
    private static final int LONGEST = 64 * 1024;

    private final Work<T> work;
    private final Map<String, T> results = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > MOST;
        }
    };

    /** Works something out; never null. */
    @FunctionalInterface
    interface Work<T> {
        T of(String text) throws SQLException;
    }

    TextMemo(Work<T> work) {
        this.work = work;
    }

    T of(String text) throws SQLException {
        if (text.length() > LONGEST) {
            return work.of(text);
        }
        synchronized (results) {
            T known = results.get(text);
            if (known != null) {
                return known;
            }
        }
        T result = work.of(text);
        synchronized (results) {
            results.put(text, result);
        }
        return result;
    }
}
