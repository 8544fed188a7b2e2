package io.deviceingest.json;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;

/**
 * Reads what devices mean by a time: seconds, milliseconds, microseconds or nanoseconds since 1970, ISO 8601 (without an
 * offset: UTC), what PostgreSQL prints, or RFC 1123. Which unit a number has is told by its size: they do not overlap
 * between the years 1974 and 5000.
 */
final class DeviceTime {

    private static final double SECONDS_BELOW = 1e11;
    private static final double MILLIS_BELOW = 1e14;
    private static final double MICROS_BELOW = 1e17;
    private static final double EARLIEST_SECONDS = -10 * 365.25 * 86_400;
    private static final double LATEST_SECONDS = 86_400;

    /** With "T" or a space between date and time, with or without an offset, which may be hours alone. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T']['t'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXXXX][XXXX][X]['z']")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    /** Without hyphens and colons: 20251105T115806.687Z. */
    private static final DateTimeFormatter BASIC_ISO = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("MMdd['T']['t']HHmm")
            .optionalStart()
            .appendPattern("ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .appendPattern("[XXXXX][XXXX][X]['z']")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);

    private DeviceTime() {}

    /** Seconds since 1970 of a number in any of the four units. */
    static double ofNumber(double number) {
        double size = Math.abs(number);
        if (size < SECONDS_BELOW) {
            return number;
        } else if (size < MILLIS_BELOW) {
            return number / 1e3;
        }
        return size < MICROS_BELOW ? number / 1e6 : number / 1e9;
    }

    /**
     * Seconds since 1970 of a number or a time, as text.
     *
     * @throws IllegalArgumentException when the text is no time
     */
    static double ofText(String text) {
        String stripped = text.strip();
        DateTimeFormatter form = form(stripped);
        try {
            if (form == null) {
                return ofNumber(new BigDecimal(stripped).doubleValue());
            }
            TemporalAccessor time = form.parseBest(stripped, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = time instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
            return instant.getEpochSecond() + instant.getNano() / 1e9;
        } catch (NumberFormatException | DateTimeException e) {
            throw noTime(text, e);
        }
    }

    /**
     * A date and a time without an offset; null where the text is a number or has an offset.
     *
     * @throws IllegalArgumentException when the text is no time
     */
    static LocalDateTime localOfText(String text) {
        String stripped = text.strip();
        DateTimeFormatter form = form(stripped);
        if (form == null) {
            ofText(stripped);
            return null;
        }
        try {
            TemporalAccessor time = form.parseBest(stripped, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local ? local : null;
        } catch (DateTimeException e) {
            throw noTime(text, e);
        }
    }

    /** The one that a text can have, by the places of what is no digit; null where it can only be a number. */
    private static DateTimeFormatter form(String text) {
        if (text.length() > 10 && text.charAt(4) == '-' && text.charAt(7) == '-') {
            return ISO;
        } else if (text.length() > 10 && Character.toUpperCase(text.charAt(8)) == 'T') {
            return BASIC_ISO;
        }
        return text.indexOf(' ') > 0 ? RFC_1123 : null;
    }

    private static IllegalArgumentException noTime(String text, Exception cause) {
        return new IllegalArgumentException(
                "the timestamp must be seconds, milliseconds, microseconds or nanoseconds since 1970,"
                        + " an ISO 8601 or an RFC 1123 time, but was \"" + text + "\"",
                cause);
    }

    /** Whether a device can mean it: from 10 years before the time of arrival to one day after it. */
    static boolean isPlausible(double seconds, double receivedSeconds) {
        double difference = seconds - receivedSeconds;
        return difference >= EARLIEST_SECONDS && difference <= LATEST_SECONDS;
    }
}
