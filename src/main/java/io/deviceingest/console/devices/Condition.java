package io.deviceingest.console.devices;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person should know first of a device, in the order in which devices need a person. */
public enum Condition {
    /** Nothing came for longer than it may be silent, and the program is sure of it. */
    SILENT("silent"),
    /** A message of its last day became a dead letter that is open. */
    DEAD_LETTERS("dead letters"),
    /** Nothing came for longer than it may be silent, but it still counts as online. */
    LATE("late"),
    /** It said so itself, or its last will did. */
    OFFLINE("offline"),
    /** Nothing but retained readings came. */
    UNKNOWN("no status"),
    WELL("online");

    /** The limit of a device that may be silent for ever, or longer. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** For so long a dead letter is trouble. */
    public static final Duration LETTERS_COUNT_FOR = Duration.ofDays(1);

    /** A sweep looks for silent devices every half minute; beside it messages may wait for their commit. */
    private static final int SWEEP_SECONDS = 60;

    private final String label;

    Condition(String label) {
        this.label = label;
    }

    /** Such as {@code dead-letters}: what a link says. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String label() {
        return label;
    }

    /** How a page shows it: good, warn, bad or idle. */
    public String tone() {
        return switch (this) {
            case DEAD_LETTERS, SILENT -> "bad";
            case LATE -> "warn";
            case OFFLINE, UNKNOWN -> "idle";
            case WELL -> "good";
        };
    }

    /** Whether somebody should look after it. */
    public boolean isTrouble() {
        return compareTo(OFFLINE) < 0;
    }

    /**
     * What it is of a device.
     *
     * @param status online, offline, or null
     * @param heardAt when its newest message came, and {@code now}: seconds since 1970
     * @param limit how long it may be silent, in seconds; {@link #NEVER} for ever
     */
    public static Condition of(
            String status, String cause, long heardAt, long limit, boolean hasRecentLetter, long now) {
        boolean isOffline = "offline".equals(status);
        if (isOffline && "silence".equals(cause)) {
            return SILENT;
        }
        if (hasRecentLetter) {
            return DEAD_LETTERS;
        }
        if (status == null) {
            return UNKNOWN;
        }
        if (isOffline) {
            return OFFLINE;
        }
        // What is known of the last message may lag by a quarter of the limit.
        return limit < NEVER && now - heardAt > limit + limit / 4 + SWEEP_SECONDS ? LATE : WELL;
    }

    public static Optional<Condition> withKey(String key) {
        return Arrays.stream(values()).filter(one -> one.key().equals(key)).findFirst();
    }
}
