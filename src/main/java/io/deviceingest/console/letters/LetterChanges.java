package io.deviceingest.console.letters;

import io.deviceingest.console.web.PageLink;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Reply;
import io.deviceingest.console.web.Section;
import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.deadletter.Closing;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.replay.Replay;
import io.deviceingest.deadletter.replay.ReplayResult;
import io.deviceingest.problem.Printable;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.site.RouteMistakes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;

/**
 * What is done to dead letters from the console, with the code of the commands: one person at a time, so that a change takes
 * one connection and one set of routes however many press. Safe for any number of threads.
 */
final class LetterChanges {

    private static final Logger LOG = LoggerFactory.getLogger(LetterChanges.class);

    /** More at once would be a matter for the command. */
    static final int AT_ONCE = 1_000;

    private static final int LONGEST_REASON = 500;

    private final DatabaseSettings settings;
    private final ConfigurableEnvironment environment;
    private final Semaphore turn = new Semaphore(1);

    LetterChanges(DatabaseSettings settings, ConfigurableEnvironment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    private interface Work<T> {
        T with(DeadLetterTable letters) throws Exception;
    }

    /** How many a filter means, and those of them that come first. */
    record Chosen(long all, List<Long> ids) {}

    Chosen choose(DeadLetterFilter filter) {
        return inTurn(letters -> new Chosen(letters.count(filter), letters.oldest(filter, AT_ONCE)));
    }

    /** What would become of them; nothing stays. */
    List<ReplayResult> rehearse(List<Long> ids) {
        return inTurn(letters -> replayed(letters, ids, true, Closing.BY_COMMAND, new ArrayList<>()));
    }

    /** @throws Refusal which says how many were replayed before the database failed; each transaction stays */
    List<ReplayResult> replay(List<Long> ids, Closing closing) {
        List<ReplayResult> results = new ArrayList<>();
        try {
            return inTurn(letters -> replayed(letters, ids, false, closing, results), () -> done(results));
        } finally {
            if (!results.isEmpty()) {
                log("replayed", done(results), ids.size(), closing);
            }
        }
    }

    private static long done(List<ReplayResult> results) {
        return results.stream().filter(one -> one.kind().isDone()).count();
    }

    int discard(List<Long> ids, Closing closing) {
        int count = inTurn(letters -> letters.discard(DeadLetterFilter.open().ids(ids), closing));
        log("discarded", count, ids.size(), closing);
        return count;
    }

    private List<ReplayResult> replayed(
            DeadLetterTable letters, List<Long> ids, boolean dryRun, Closing closing, List<ReplayResult> results)
            throws Exception {
        Replay.replay(letters, ids, environment, dryRun, closing, results::add);
        return results;
    }

    private <T> T inTurn(Work<T> work) {
        return inTurn(work, () -> 0);
    }

    /** @param done how many letters are changed for good, where the work fails */
    private <T> T inTurn(Work<T> work, LongSupplier done) {
        if (!turn.tryAcquire()) {
            throw Refusal.conflict(
                    "Somebody replays or discards dead letters at this moment", "press again in a moment");
        }
        try (DeadLetterTable letters = DeadLetterTable.open(settings)) {
            return work.with(letters);
        } catch (SQLException | DataAccessException e) {
            throw refused(new DatabaseFailures(settings).explain(e).problem(), done.getAsLong());
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) {
            throw refused(RouteMistakes.problem(e), done.getAsLong());
        } finally {
            turn.release();
        }
    }

    private static Refusal refused(Problem problem, long done) {
        String sofar = done == 0 ? "Nothing was done" : "Not all were replayed, only " + done;
        return Refusal.busy(sofar + ": " + problem.sentence(), problem.remedy());
    }

    private static void log(String what, long done, int of, Closing closing) {
        LOG.info(
                "[DEAD LETTER] {} {} {} of {} dead letters: {}",
                Printable.line(closing.by()),
                what,
                done,
                of,
                Printable.line(closing.reason()));
    }

    /** The letters that a form names one by one. */
    static List<Long> ids(Query form) {
        try {
            List<Long> ids = Arrays.stream(form.text("ids").split(",", -1))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .map(Long::valueOf)
                    .toList();
            if (ids.size() <= AT_ONCE) {
                return ids;
            }
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("\"ids\" must be numbers with commas between them", "press on the page again");
        }
        throw Refusal.badRequest(
                "At most " + AT_ONCE + " dead letters at once", "narrow the filter, or use the command dead-letters");
    }

    /** @throws Refusal without a reason */
    static Closing closing(Query form, String operator) {
        String reason = form.text("because");
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Refusal.badRequest(
                    "A reason must be given, of at most " + LONGEST_REASON + " characters",
                    "somebody will ask why: such as \"mapping fixed\" or \"test device\"");
        }
        return new Closing(operator, reason);
    }

    /** Which letters a form means: named one by one, or by a filter, and always open ones. */
    static DeadLetterFilter meant(Query form) {
        List<Long> ids = ids(form);
        return ids.isEmpty()
                ? LetterQuery.of(form).filter()
                : DeadLetterFilter.open().ids(ids);
    }

    /** The page where somebody pressed: a letter's, or the list that the filter means. */
    static String back(Query form) {
        return PageLink.of(form.exact(Query.BACK), LetterQuery.of(form).link());
    }

    static Reply shown(Change change) {
        return new Reply.Shown(Section.LETTERS, "change.jte", change);
    }
}
