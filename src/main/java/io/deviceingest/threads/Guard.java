package io.deviceingest.threads;

import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the steps of a long-lived thread throw against all expectation, so that the thread goes on: it is reported
 * with its place, the first time with the whole stack. Only what the JVM does not survive is thrown on. Safe for any
 * number of threads.
 */
public final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final String OURS = "io.deviceingest.";

    private final String thread;
    /** What was thrown, by its kind and its place: there are as many as the code has. */
    private final Map<String, FailureLog> kinds = new ConcurrentHashMap<>();

    /** @param thread the name by which operators know it */
    public Guard(String thread) {
        this.thread = thread;
    }

    /** Whether a thread cannot go on after it: the JVM itself is broken, or out of memory. */
    private static boolean isFatal(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    /** Runs one step; says whether it came to its end. */
    public boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            report(e);
            return false;
        }
    }

    /** The failure for those who handle exceptions; an error, which they do not expect, is reported besides. */
    public Exception survived(Throwable failure) {
        if (failure instanceof Exception exception) {
            return exception;
        }
        report(failure);
        return new IllegalStateException(failure);
    }

    /** Says what was thrown, and throws it on where it is fatal. */
    public void report(Throwable failure) {
        if (isFatal(failure)) {
            throw (VirtualMachineError) failure;
        }
        String place = placeOf(failure);
        kinds.computeIfAbsent(failure.getClass().getName() + place, kind -> new FailureLog(LOG))
                .failed(
                        place,
                        new Problem(
                                        "[THREAD] " + thread + ": a step failed unexpectedly at " + place + ": "
                                                + failure + "; the thread goes on",
                                        "report it, with the stack trace of its first time")
                                .toString(),
                        failure);
    }

    /** Where in this program it was thrown, or what was called there threw it. */
    private static String placeOf(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .or(() -> Arrays.stream(stack).findFirst())
                .map(StackTraceElement::toString)
                .orElse("a place that the JVM does not tell");
    }
}
