package io.deviceingest.console.web;

import io.deviceingest.problem.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures and times as pages show them, the same everywhere. */
public final class Shown {

    private static final DateTimeFormatter TIME = formatter("HH:mm:ss");
    private static final DateTimeFormatter DATE_AND_TIME = formatter("yyyy-MM-dd HH:mm:ss");

    private Shown() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** With a thin space between thousands. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202F');
    }

    /** As many digits as say something: {@code 0.4}, {@code 12}, {@code 1 200}. */
    public static String rate(double perSecond) {
        if (perSecond == 0) {
            return "0";
        }
        return perSecond < 10 ? String.format(Locale.ROOT, "%.1f", perSecond) : number(Math.round(perSecond));
    }

    public static String percent(double share) {
        if (share == 0) {
            return "0 %";
        }
        return share < 0.001 ? "< 0.1 %" : String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100);
    }

    /** The time of day in UTC, with the date where it is not of today. */
    public static String time(Instant time) {
        boolean today = Duration.between(time, Instant.now()).abs().compareTo(Duration.ofHours(20)) < 0;
        return (today ? TIME : DATE_AND_TIME).format(time);
    }

    /** Date and time in UTC. */
    public static String moment(Instant time) {
        return DATE_AND_TIME.format(time);
    }

    /** For how long, in its largest unit, such as {@code 3 min}. */
    public static String since(Instant time) {
        return Durations.rough(nonNegative(Duration.between(time, Instant.now())));
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** Such as {@code 12 KB}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1024 * 1024 ? bytes / 1024 + " KB" : bytes / (1024 * 1024) + " MB";
    }
}
