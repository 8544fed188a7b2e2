package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.InstantText;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point of time as people give it. */
final class InstantConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        return InstantText.parse(text)
                .orElseThrow(() ->
                        new TypeConversionException("must be " + InstantText.RULE + ", but was \"" + text + "\""));
    }
}
