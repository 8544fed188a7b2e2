package io.deviceingest.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;

/** A point of time as people give it: so long ago, or a date, or ISO 8601 (without an offset: UTC). */
public final class InstantText {

    /** What a text must be, for whoever wrote another one. */
    public static final String RULE = "a time ago such as 2h or 7d, or a time such as 2026-01-31 or 2026-01-31T12:00Z";

    /** PostgreSQL knows no times long before and after them. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd['T'HH:mm[:ss[.SSS]][XXXXX]]")
            .withResolverStyle(ResolverStyle.STRICT);

    private InstantText() {}

    /** Empty where it is none. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(
                            text.matches("\\d+[a-z]+")
                                    ? Instant.now().minus(DurationStyle.SIMPLE.parse(text))
                                    : ofIso(text))
                    .filter(time -> time.isAfter(FIRST) && time.isBefore(LAST));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant ofIso(String text) {
        TemporalAccessor time = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        if (time instanceof OffsetDateTime withOffset) {
            return withOffset.toInstant();
        }
        LocalDateTime local = time instanceof LocalDateTime whole
                ? whole
                : LocalDate.from(time).atStartOfDay();
        return local.toInstant(ZoneOffset.UTC);
    }
}
