package io.deviceingest.console.letters;

import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.deadletter.replay.ReplayResult;
import io.deviceingest.deadletter.replay.ReplayResult.Kind;
import io.deviceingest.problem.Printable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A replay or a discard: what it would do, or has done. Immutable.
 *
 * @param verb {@code replay} or {@code discard}
 * @param done whether it has happened; else it is to be confirmed
 * @param all how many the filter means
 * @param ids those that it is about
 * @param counts how many of each outcome, such as {@code stored}
 * @param stays those that stay or were skipped, and why; the first of them
 * @param back the page where it was asked for
 */
public record Change(
        String verb, boolean done, long all, List<Long> ids, Map<String, Long> counts, List<Stay> stays, String back) {

    private static final int SHOWN = 100;
    private static final String DISCARDED = "discarded";

    /** One that is as it was. */
    public record Stay(long id, String topic, String why, String remedy) {}

    static Change ofReplay(boolean done, long all, List<Long> ids, List<ReplayResult> results, String back) {
        Map<Kind, Long> counts = results.stream()
                .collect(Collectors.groupingBy(
                        ReplayResult::kind, () -> new EnumMap<>(Kind.class), Collectors.counting()));
        Map<String, Long> byWord = new LinkedHashMap<>();
        counts.forEach((kind, count) -> byWord.put(kind.word(), count));
        return new Change(
                "replay",
                done,
                all,
                ids,
                byWord,
                results.stream()
                        .filter(result -> !result.kind().isDone())
                        .limit(SHOWN)
                        .map(Change::stay)
                        .toList(),
                back);
    }

    static Change ofDiscard(boolean done, long all, List<Long> ids, long discarded, String back) {
        return new Change("discard", done, all, ids, Map.of(DISCARDED, discarded), List.of(), back);
    }

    private static Stay stay(ReplayResult result) {
        String topic = Printable.topic(result.topic());
        return new Stay(
                result.id(),
                topic,
                Visible.text(Printable.line(result.detail())),
                result.reason().isEmpty() ? "" : DeadLetterRemedies.of(result.reason(), topic));
    }

    /** How many are no longer open after it. */
    public long taken() {
        return Stream.of(Kind.STORED.word(), Kind.IGNORED.word(), DISCARDED)
                .mapToLong(outcome -> counts.getOrDefault(outcome, 0L))
                .sum();
    }

    /** As the field of the form has them. */
    public String idsText() {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
