package io.deviceingest.json;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/**
 * Reads what devices mean by a time: seconds, milliseconds or microseconds since 1970, or ISO 8601 (without an offset:
 * UTC). Which unit a number has is told by its size: the three do not overlap between the years 1971 and 5000.
 */
final class DeviceTime {

    private static final double SECONDS_BELOW = 1e11;
    private static final double MILLIS_BELOW = 1e14;
    private static final double EARLIEST_SECONDS = -10 * 365.25 * 86_400;
    private static final double LATEST_SECONDS = 86_400;

    /** ISO 8601 with "T" or a space between date and time, with or without an offset. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T']['t'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXXXX][XXXX]['z']")
            .toFormatter();

    private DeviceTime() {}

    /** Seconds since 1970 of a number in any of the three units. */
    static double ofNumber(double number) {
        double size = Math.abs(number);
        if (size < SECONDS_BELOW) {
            return number;
        }
        return size < MILLIS_BELOW ? number / 1e3 : number / 1e6;
    }

    /**
     * Seconds since 1970 of a number or an ISO 8601 time, as text.
     *
     * @throws IllegalArgumentException when the text is no time
     */
    static double ofText(String text) {
        String stripped = text.strip();
        try {
            return ofNumber(new BigDecimal(stripped).doubleValue());
        } catch (NumberFormatException notANumber) {
            return ofIso(stripped);
        }
    }

    private static double ofIso(String text) {
        try {
            TemporalAccessor time = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = time instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
            return instant.getEpochSecond() + instant.getNano() / 1e9;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the timestamp must be seconds, milliseconds or microseconds since 1970 or an ISO 8601 time,"
                            + " but was \"" + text + "\"",
                    e);
        }
    }

    /** Whether a device can mean it: from 10 years before the time of arrival to one day after it. */
    static boolean isPlausible(double seconds, double receivedSeconds) {
        double difference = seconds - receivedSeconds;
        return difference >= EARLIEST_SECONDS && difference <= LATEST_SECONDS;
    }
}
