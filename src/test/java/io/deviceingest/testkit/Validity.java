package io.deviceingest.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * When a certificate is valid.
 *
 * @param begins how long after now; negative for before
 */
public record Validity(Duration begins, Duration lasts) {

    /** From now on, longer than any test. */
    public static final Validity LONG_ENOUGH = ofDays(0, 30);

    public static Validity ofDays(int untilItBegins, int days) {
        return new Validity(Duration.ofDays(untilItBegins), Duration.ofDays(days));
    }

    Date first(Instant now) {
        return Date.from(now.plus(begins));
    }

    Date last(Instant now) {
        return Date.from(now.plus(begins).plus(lasts));
    }
}
