package io.deviceingest.deadletter;

/**
 * Who closes dead letters, and why. Immutable.
 *
 * @param by a user name, or {@code command}
 * @param reason null where nobody said
 */
public record Closing(String by, String reason) {

    /** By a command, which asks nobody why. */
    public static final Closing BY_COMMAND = new Closing("command", null);
}
