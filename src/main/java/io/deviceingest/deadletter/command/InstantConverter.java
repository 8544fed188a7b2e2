package io.deviceingest.deadletter.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point of time as people give it: so long ago, or a date, or ISO 8601 (without an offset: UTC). */
final class InstantConverter implements ITypeConverter<Instant> {

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd['T'HH:mm[:ss[.SSS]][XXXXX]]");

    @Override
    public Instant convert(String text) {
        try {
            return text.matches("\\d+[a-z]+") ? Instant.now().minus(DurationStyle.SIMPLE.parse(text)) : ofIso(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new TypeConversionException(
                    "must be a time ago such as 2h or 7d, or a time such as 2026-01-31 or 2026-01-31T12:00Z, but was \""
                            + text + "\"");
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
