package io.deviceingest.problem;

import java.util.Objects;

/** What lies at the bottom of a failure, and what it says in one line. */
public final class Causes {

    private Causes() {}

    public static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What the first cause of all says, or what kind it is where it says nothing. */
    public static String deepest(Throwable failure) {
        return message(rootOf(failure));
    }

    /** The first line that says something of what a failure says, or what kind it is where it says nothing. */
    public static String firstLine(Throwable failure) {
        return message(failure)
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }

    /** What a failure says, or what kind it is where it says nothing. */
    public static String message(Throwable failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
