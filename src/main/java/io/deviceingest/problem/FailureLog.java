package io.deviceingest.problem;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Says a failure when it begins or changes, then every five minutes with its count, however often it repeats.
 *
 * <p>Two failures are the same when their keys are equal; the key names the kind, the text may carry details. Safe for
 * any number of threads.
 */
public final class FailureLog {

    private static final Duration REPEAT_AFTER = Duration.ofMinutes(5);

    private final Logger log;
    private String key;
    private long count;
    private long saidAtNanos;

    public FailureLog(Logger log) {
        this.log = log;
    }

    /** As {@link #failed(String, String)}, by the key of the problem. */
    public boolean failed(Problem problem) {
        return failed(problem.key(), problem::toString);
    }

    /** Logs the text as a warning unless the same failure was logged less than five minutes ago; says which. */
    public boolean failed(String failureKey, String text) {
        return failed(failureKey, () -> text);
    }

    /** As {@link #failed(String, String)}, for what nobody foresaw: as an error, and the first time with its stack. */
    public synchronized void failed(String failureKey, String text, Throwable failure) {
        if (count == 0) {
            log.error("{}", text, failure);
            begin(failureKey);
        } else {
            failed(failureKey, text);
        }
    }

    /** As {@link #failed(String, String)}, for what fails so often that a text each time would cost. */
    public synchronized boolean failed(String failureKey, Supplier<String> text) {
        long now = System.nanoTime();
        boolean same = failureKey.equals(key);
        count = same ? count + 1 : 1;
        if (same && now - saidAtNanos < REPEAT_AFTER.toNanos()) {
            return false;
        }
        key = failureKey;
        saidAtNanos = now;
        if (count == 1) {
            log.warn("{}", text.get());
        } else {
            log.warn("{} ({} times so far)", text.get(), count);
        }
        return true;
    }

    private void begin(String failureKey) {
        key = failureKey;
        count = 1;
        saidAtNanos = System.nanoTime();
    }

    /** How often the present failure has happened; 0 when the last attempt succeeded. */
    public synchronized long count() {
        return count;
    }

    /** After a success: the next failure is logged at once, whatever it is. */
    public synchronized void succeeded() {
        key = null;
        count = 0;
    }
}
