package io.deviceingest.reload;

import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.mqtt.DurableMqttComponent;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.RouteMistakes;
import io.deviceingest.site.SiteFiles;
import io.deviceingest.threads.Guard;
import io.deviceingest.threads.LongLived;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Watches the files below ROUTES_DIR, and has the running program go over to an edit that nothing speaks against. An
 * edit is checked as a copy, and runs as that copy: what is written meanwhile is the next edit. Then the intake is
 * paused while the connection stands, what was taken comes to its end, the routes are replaced, and the intake goes on.
 * What does not come to its end goes back to the broker, which redelivers it.
 *
 * <p>A refused edit changes nothing. Routes that do not start give way to those that ran before. No message is lost by
 * either. Works on a thread of its own, from {@link #begin} to {@link #close}.
 */
public final class RouteReload implements LongLived {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private static final String NAME = "routes-reload";
    private static final long LOOK_MILLIS = 500;
    /** What is saved at once, an editor or a volume writes within this time. */
    private static final long SETTLING_MILLIS = 200;
    /** How long messages may take to their end, and to be handed back, before an edit is postponed. */
    private static final Duration DRAINING = Duration.ofSeconds(10);

    private static final Duration PUT_OFF = Duration.ofSeconds(10);

    private final Path directory;
    private final RouteGuard edits;
    private final StatementGuard statements;
    private final LiveRoutes routes;
    private final DurableMqttComponent mqtt;
    private final ReloadStatus status;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, NAME);

    private final Guard guard = new Guard(NAME);

    private SiteFiles inForce;
    /** Where those in force are written, by this class alone; null as long as they are those of the start. */
    private Path placeInForce;

    private String seen;

    RouteReload(
            RouteSettings settings,
            RouteGuard edits,
            StatementGuard statements,
            LiveRoutes routes,
            DurableMqttComponent mqtt,
            ReloadStatus status)
            throws IOException {
        this.directory = settings.directory();
        this.edits = edits;
        this.statements = statements;
        this.routes = routes;
        this.mqtt = mqtt;
        this.status = status;
        this.seen = SiteFiles.fingerprint(directory);
        this.inForce = SiteFiles.read(directory);
    }

    /** To be called once, when the routes of the start have been started. */
    public void begin() {
        LOG.info("[ROUTES] An edit below {} is checked, and applied without a restart", directory);
        thread.start();
    }

    /** Ends after the edit that is being looked at. */
    public void close() throws InterruptedException {
        closed.countDown();
        thread.join();
        if (placeInForce != null) {
            delete(placeInForce);
        }
    }

    @Override
    public List<String> deadThreads() {
        return thread.getState() == Thread.State.TERMINATED && closed.getCount() > 0 ? List.of(NAME) : List.of();
    }

    private void run() {
        long millis = LOOK_MILLIS;
        try {
            while (!closed.await(millis, TimeUnit.MILLISECONDS)) {
                millis = lookWhateverHappens() ? LOOK_MILLIS : PUT_OFF.toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean lookWhateverHappens() throws InterruptedException {
        try {
            return look();
        } catch (RuntimeException | Error e) {
            guard.report(e);
            return false;
        }
    }

    /** False when there is an edit that has to wait. */
    private boolean look() throws InterruptedException {
        String now;
        SiteFiles edit;
        try {
            if (SiteFiles.fingerprint(directory).equals(seen)) {
                return true;
            }
            closed.await(SETTLING_MILLIS, TimeUnit.MILLISECONDS);
            now = SiteFiles.fingerprint(directory);
            edit = SiteFiles.read(directory);
        } catch (UnusableFileException e) {
            status.postponed(List.of(directory.toString()), e.getMessage(), "take away what is no part of the site");
            return false;
        } catch (IOException e) {
            // A file disappeared between its name and its content.
            LOG.debug("[ROUTES] {} is being written: {}", directory, e.toString());
            return true;
        }
        List<String> changed = edit.differences(inForce);
        if (changed.isEmpty()) {
            status.undone();
        } else if (!applyOrPostpone(edit, changed)) {
            return false;
        }
        seen = now;
        return true;
    }

    private boolean applyOrPostpone(SiteFiles edit, List<String> changed) throws InterruptedException {
        try {
            return apply(edit, changed);
        } catch (DatabaseProblem e) {
            status.postponed(changed, e.getMessage(), e.remedy());
        } catch (IOException e) {
            String where = System.getProperty("java.io.tmpdir");
            status.postponed(changed, "it cannot be copied: " + e, "make room in " + where);
        }
        return false;
    }

    private boolean apply(SiteFiles edit, List<String> changed)
            throws DatabaseProblem, IOException, InterruptedException {
        Path copy = copyOf(edit);
        boolean inUse = false;
        try {
            List<String> problems = edit.mistakes().isEmpty() ? problems(copy) : edit.mistakes();
            if (!problems.isEmpty()) {
                status.refused(changed, inTheirPlace(problems, copy));
                return true;
            }
            // The database takes the statements of the edit: what is held may be so by those that run.
            if (!mqtt.pauseIntake(DRAINING) && !mqtt.handBackInFlight(DRAINING)) {
                status.postponed(changed, "the messages in flight are not stored yet", "look for [BATCH] above");
                return false;
            }
            inUse = replaceBy(edit, copy, changed);
            return true;
        } finally {
            if (!inUse) {
                delete(copy);
            }
            mqtt.resumeIntake();
        }
    }

    private List<String> problems(Path copy) throws DatabaseProblem {
        try {
            List<String> problems = edits.problems(copy);
            return problems.isEmpty() ? statements.problems(copy) : problems;
        } catch (DatabaseProblem e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            return List.of(RouteMistakes.line(e));
        }
    }

    /** Says whether the edit is in force; else what was before is again. */
    private boolean replaceBy(SiteFiles edit, Path copy, List<String> changed) throws IOException {
        if (placeInForce == null) {
            placeInForce = copyOf(inForce);
        }
        try {
            routes.replaceBy(copy);
        } catch (Exception e) {
            putBack();
            status.reverted(changed, inTheirPlace(List.of(RouteMistakes.line(e)), copy));
            return false;
        }
        delete(placeInForce);
        placeInForce = copy;
        inForce = edit;
        status.applied(changed, routes.size());
        return true;
    }

    private void putBack() {
        try {
            routes.replaceBy(placeInForce);
        } catch (Exception e) {
            // Messages wait at the broker, and the readiness says that nothing is subscribed.
            String sentence = "The previous routes do not start again: " + RouteMistakes.line(e);
            LOG.error("[ROUTES] {}", new Problem(sentence, "restart the program"), e);
        }
    }

    private List<String> inTheirPlace(List<String> sentences, Path copy) {
        return sentences.stream()
                .map(sentence -> sentence.replace(copy.toString(), directory.toString()))
                .toList();
    }

    private static Path copyOf(SiteFiles files) throws IOException {
        Path copy = Files.createTempDirectory("device-ingest-routes-").toRealPath();
        try {
            files.writeTo(copy);
        } catch (IOException e) {
            delete(copy);
            throw e;
        }
        return copy;
    }

    private static void delete(Path copy) {
        try {
            FileSystemUtils.deleteRecursively(copy);
        } catch (IOException e) {
            LOG.debug("[ROUTES] {} cannot be deleted: {}", copy, e.toString());
        }
    }
}
