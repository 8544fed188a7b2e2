package io.deviceingest.console.checks;

import io.deviceingest.console.web.Refusal;
import io.deviceingest.doctor.AllChecks;
import io.deviceingest.doctor.report.Examination;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Printable;
import io.deviceingest.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Runs the doctor's checks in this program, one run at a time, on a thread of its own; what they found last stays to be
 * seen. Safe for any number of threads.
 */
final class CheckRun {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ConfigurableEnvironment environment;
    private final Settings settings;
    private final List<Line> lines = new ArrayList<>();
    private Instant started;
    private Instant ended;

    /**
     * One line of the doctor.
     *
     * @param verdict in the doctor's spelling, such as {@code FAIL}
     */
    public record Line(String verdict, String what, String detail, String remedy) {

        static Line of(Finding finding) {
            return new Line(
                    finding.verdict().word(), finding.what(), Printable.line(finding.detail()), finding.remedy());
        }

        /** As colours are named. */
        String state() {
            return switch (verdict) {
                case "ok" -> "good";
                case "warn" -> "warn";
                case "FAIL" -> "bad";
                default -> "idle";
            };
        }
    }

    /** What is known at one moment: nothing before the first run. */
    record State(Instant started, Instant ended, List<Line> lines) {}

    CheckRun(ConfigurableEnvironment environment, Settings settings) {
        this.environment = environment;
        this.settings = settings;
    }

    synchronized State state() {
        return new State(started, ended, List.copyOf(lines));
    }

    /** @throws Refusal while they run already */
    synchronized void begin() {
        if (started != null && ended == null) {
            throw Refusal.conflict("The checks are running already", "wait for them: they take a few seconds");
        }
        started = Instant.now();
        ended = null;
        lines.clear();
        Thread thread = new Thread(this::run, "console-checks");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            new AllChecks(environment, settings, LIMIT).make(new Examination(LIMIT, this::add));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private synchronized void add(Finding finding) {
        lines.add(Line.of(finding));
    }

    private synchronized void end() {
        ended = Instant.now();
    }
}
