package io.deviceingest.problem;

import java.time.Duration;

/** Lengths of time as people read them. */
public final class Durations {

    private Durations() {}

    /** Such as {@code 5 s} or {@code 0.25 s}. */
    public static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }

    /** Exactly, in the largest unit of which it is a whole number. */
    public static String exact(Duration time) {
        if (!time.equals(Duration.ofMinutes(time.toMinutes()))) {
            return seconds(time);
        }
        if (!time.equals(Duration.ofHours(time.toHours()))) {
            return time.toMinutes() + " min";
        }
        return time.toHours() % 24 == 0 ? time.toDays() + " d" : time.toHours() + " h";
    }

    /** In the largest unit of which there is at least one. */
    public static String rough(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
