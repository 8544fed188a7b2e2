package io.deviceingest.deadletter.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.deadletter.Closing;
import io.deviceingest.deadletter.DeadLetterRow;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.replay.ReplayResult.Kind;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.dryrun.EnvelopeLine;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.json.Mappings;
import io.deviceingest.message.Arrival;
import io.deviceingest.problem.Printable;
import io.deviceingest.settings.Settings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sends dead letters through the routes as they are now. Rows and mark are one transaction: a letter is stored once,
 * whoever else replays at the same moment and wherever this one is interrupted.
 *
 * <p>A message keeps the time of its arrival, so that it never overrides a later message. Not thread-safe.
 */
public final class Replay {

    /** In one transaction; each is a part of its own, of which nothing stays if it becomes a dead letter again. */
    private static final int AT_ONCE = 100;

    /** Of one that another writer is in the way of again and again. */
    private static final int MOST_ATTEMPTS = 10;

    private static final String TAKEN = "somebody else replays or discards it, or just did";
    private static final String CUT = "only the first bytes of its payload were kept: it cannot be replayed";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DeadLetterTable letters;
    private final DryRun routes;
    private final boolean dryRun;
    private final Closing closing;
    private final Consumer<ReplayResult> report;

    /** @param routes writing to the connection of the letters */
    private Replay(
            DeadLetterTable letters, DryRun routes, boolean dryRun, Closing closing, Consumer<ReplayResult> report) {
        this.letters = letters;
        this.routes = routes;
        this.dryRun = dryRun;
        this.closing = closing;
        this.report = report;
    }

    /**
     * Sends them through the routes of the site that these settings name.
     *
     * @param dryRun whether every transaction is rolled back in the end
     * @param report is told what is committed, as soon as it is
     * @throws Exception where the routes or mappings have a mistake, or the database does not answer
     */
    public static void replay(
            DeadLetterTable letters,
            List<Long> ids,
            ConfigurableEnvironment settings,
            boolean dryRun,
            Closing closing,
            Consumer<ReplayResult> report)
            throws Exception {
        Mappings.mustBeRight(Settings.of(settings).routes());
        try (DryRun routes = DryRun.writingTo(letters.connection(), settings)) {
            new Replay(letters, routes, dryRun, closing, report).replay(ids);
        }
    }

    /** Goes through them in this order, by the hundred. */
    private void replay(List<Long> ids) throws Exception {
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            for (ReplayResult result : inTransaction(some)) {
                report.accept(result.isConflict() ? alone(result.id()) : result);
            }
        }
    }

    /** Alone, it holds nothing that another writer could wait for when it begins. */
    private ReplayResult alone(long id) throws Exception {
        ReplayResult result = inTransaction(List.of(id)).get(0);
        for (int attempt = 1; result.isConflict() && attempt < MOST_ATTEMPTS; attempt++) {
            result = inTransaction(List.of(id)).get(0);
        }
        return result;
    }

    private List<ReplayResult> inTransaction(List<Long> ids) throws Exception {
        return letters.inTransaction(!dryRun, () -> together(ids));
    }

    private List<ReplayResult> together(List<Long> ids) throws Exception {
        List<ReplayResult> results = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        List<Long> taken = new ArrayList<>(ids);
        for (DeadLetterRow letter : inOrderOfLocks(letters.claim(ids))) {
            taken.remove(letter.id());
            ReplayResult result =
                    letters.inPart(() -> once(letter), one -> one.kind().isDone());
            results.add(result);
            if (result.kind().isDone()) {
                done.add(letter.id());
            }
        }
        letters.markReplayed(done, closing);
        taken.forEach(id -> results.add(new ReplayResult(Kind.SKIPPED, id, "", TAKEN, "")));
        results.sort(Comparator.comparingLong(ReplayResult::id));
        return results;
    }

    /**
     * By their devices, as the running program locks these: each letter keeps its device's row until the end, and in any
     * other order the two could wait for each other. The topic does not tell which devices a mapping makes of a message:
     * where the two meet all the same, PostgreSQL ends the wait, and the letter is replayed alone.
     */
    private List<DeadLetterRow> inOrderOfLocks(List<DeadLetterRow> claimed) {
        List<String> devices =
                letters.inOrder(claimed.stream().map(this::device).toList());
        return claimed.stream()
                .sorted(Comparator.comparingInt((DeadLetterRow letter) -> devices.indexOf(device(letter)))
                        .thenComparing(DeadLetterRow::id))
                .toList();
    }

    private String device(DeadLetterRow letter) {
        return Objects.requireNonNullElse(routes.topic(letter.topic()).deviceId(), "");
    }

    private ReplayResult once(DeadLetterRow letter) throws JsonProcessingException {
        if (letter.isCut()) {
            return stays(letter, letter.reason(), CUT);
        }
        Outcome outcome = routes.run(arrival(letter));
        if (outcome instanceof Outcome.Envelopes envelopes) {
            return new ReplayResult(
                    Kind.STORED, letter.id(), Printable.topic(letter.topic()), EnvelopeLine.of(envelopes.all()), "");
        }
        if (outcome instanceof Outcome.Ignored) {
            return new ReplayResult(
                    Kind.IGNORED,
                    letter.id(),
                    Printable.topic(letter.topic()),
                    "left alone by the routes on purpose",
                    "");
        }
        if (outcome instanceof Outcome.DeadLetter again) {
            return stays(letter, again.reason(), again.error());
        }
        String sentence = outcome instanceof Outcome.Beyond beyond
                ? "goes on to " + beyond.endpoint() + ", where a replay does not follow"
                : "the routes fail on it: " + outcome;
        boolean isConflict = outcome instanceof Outcome.Failed failed && failed.isConflict();
        return new ReplayResult(Kind.STAYS, letter.id(), Printable.topic(letter.topic()), sentence, "", isConflict);
    }

    private static ReplayResult stays(DeadLetterRow letter, String reason, String error) {
        return new ReplayResult(
                Kind.STAYS, letter.id(), Printable.topic(letter.topic()), reason + ": " + error, reason);
    }

    /** The message as it came; what a stripped letter does not know is as with most messages. */
    private Arrival arrival(DeadLetterRow letter) throws JsonProcessingException {
        Map<String, String> userProperties = letter.userProperties() == null
                ? Map.of()
                : JSON.readValue(letter.userProperties(), new TypeReference<>() {});
        return new Arrival(
                letter.topic(),
                letters.payload(letter.id()),
                letter.qos() == null ? 1 : letter.qos(),
                Boolean.TRUE.equals(letter.retained()),
                false,
                userProperties,
                ChronoUnit.MICROS.between(Instant.EPOCH, letter.receivedAt()));
    }
}
