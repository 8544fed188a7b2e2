package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.settings.TopicFilters;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The options that choose dead letters; those that are given must all hold. */
final class LetterSelection {

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The letters with these ids.")
    private List<Long> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            converter = Reason.class,
            description = "Of this reason, such as unmappable; several with commas.")
    private List<String> reasons = List.of();

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "Of this device: the topic, the payload or the error names it. Without a prefix that only a"
                    + " mapping adds.")
    private String device;

    @Option(
            names = "--topic",
            paramLabel = "FILTER",
            converter = TopicFilter.class,
            description = "On a topic that this filter matches, such as devices/+/sensor.")
    private String topic;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Arrived then or later: 2h (ago), 2026-01-31, 2026-01-31T12:00Z.")
    private Instant since;

    @Option(names = "--until", paramLabel = "TIME", converter = InstantConverter.class, description = "Arrived before.")
    private Instant until;

    /** Those that were named one by one. */
    List<Long> ids() {
        return ids;
    }

    boolean isMade() {
        return !ids.isEmpty()
                || !reasons.isEmpty()
                || Stream.of(device, topic, since, until).anyMatch(option -> option != null);
    }

    /** Of the letters that the filter holds already, those that were chosen. */
    DeadLetterFilter within(DeadLetterFilter filter) {
        if (!ids.isEmpty()) {
            filter.ids(ids);
        }
        if (!reasons.isEmpty()) {
            filter.reasons(reasons);
        }
        return filter.device(device).topic(topic).since(since).until(until);
    }

    /** One of the closed set. */
    static final class Reason implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!DeadLetterReason.labels().contains(text)) {
                throw new TypeConversionException("must be one of " + String.join(", ", DeadLetterReason.labels())
                        + ", but was \"" + text + "\"");
            }
            return text;
        }
    }

    /** As MQTT has it. */
    static final class TopicFilter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!TopicFilters.isValid(text)) {
                throw new TypeConversionException(
                        "must be a topic filter such as devices/+/sensor or devices/#, but was \"" + text + "\"");
            }
            return text;
        }
    }
}
