package io.deviceingest.batch;

import java.util.List;

/** Writes entries together: all of them or none; without entries it does all the same except to store something. */
@FunctionalInterface
interface BatchWriter<T> {
    void write(List<T> entries) throws Exception;

    /** Whether there is such a way at this moment. */
    default boolean isThere() {
        return true;
    }

    /** What names the present life of the server: another value after it crashed, restarted or gave way to another. */
    default Object serverLife() throws Exception {
        return "";
    }
}
