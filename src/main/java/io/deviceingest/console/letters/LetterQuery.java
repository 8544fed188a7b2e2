package io.deviceingest.console.letters;

import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.InstantText;
import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.settings.TopicFilters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which dead letters a link or a form is about, in the words of the commands. Immutable.
 *
 * @param state {@code open}, {@code closed} or {@code all}
 * @param reason empty for any, and so are the others
 * @param since such as {@code 2h}, or a time
 */
public record LetterQuery(String state, String reason, String device, String topic, String since, String until) {

    /** @throws Refusal where a field has a value that means nothing */
    static LetterQuery of(Query query) {
        LetterQuery letters = new LetterQuery(
                query.oneOf("state", "open", List.of("open", "closed", "all")),
                query.text("reason"),
                query.exact("device"),
                query.exact("topic"),
                query.text("since"),
                query.text("until"));
        if (!letters.reason.isEmpty() && !DeadLetterReason.labels().contains(letters.reason)) {
            throw Refusal.badRequest(
                    "There is no reason \"" + letters.reason + "\"",
                    "one of " + String.join(", ", DeadLetterReason.labels()));
        }
        if (!letters.topic.isEmpty() && !TopicFilters.isValid(letters.topic)) {
            throw Refusal.badRequest(
                    "\"" + letters.topic + "\" is not a topic filter", "such as devices/+/sensor or devices/#");
        }
        letters.filter();
        return letters;
    }

    DeadLetterFilter filter() {
        DeadLetterFilter filter = switch (state) {
            case "closed" -> DeadLetterFilter.closed();
            case "all" -> DeadLetterFilter.all();
            default -> DeadLetterFilter.open();
        };
        if (!reason.isEmpty()) {
            filter.reasons(List.of(reason));
        }
        return filter.device(nullIfEmpty(device))
                .topic(nullIfEmpty(topic))
                .since(time("since", since))
                .until(time("until", until));
    }

    private static String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Instant time(String name, String text) {
        return text.isEmpty()
                ? null
                : InstantText.parse(text)
                        .orElseThrow(() -> Refusal.badRequest(
                                "\"" + name + "\" must be " + InstantText.RULE + ", but was \"" + text + "\"", ""));
    }

    /** Whether anything but the state narrows it. */
    public boolean isNarrowed() {
        return !(reason + device + topic + since + until).isEmpty();
    }

    /** The fields of a link or a form that mean the same letters. */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", state.equals("open") ? "" : state);
        fields.put("reason", reason);
        fields.put("device", device);
        fields.put("topic", topic);
        fields.put("since", since);
        fields.put("until", until);
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    /** A link to them. */
    public String link() {
        return Query.link(LettersPage.PATH, fields());
    }

    /** A link to them with one field changed; empty takes it away. */
    public String with(String name, String value) {
        Map<String, String> fields = fields();
        fields.put(name, value);
        return Query.link(LettersPage.PATH, fields);
    }
}
