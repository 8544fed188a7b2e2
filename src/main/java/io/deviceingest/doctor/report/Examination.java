package io.deviceingest.doctor.report;

import io.deviceingest.problem.Durations;
import io.deviceingest.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes checks one after the other, each within a time limit, and tells every finding as it comes. A check that needs
 * a failed one is skipped, and says because of which. Not thread-safe.
 */
public final class Examination {

    private final Duration limit;
    private final Consumer<Finding> listener;

    /** For each check that did not pass: the one that is the cause of it, mostly itself. */
    private final Map<String, String> culprits = new HashMap<>();

    public Examination(Duration limit, Consumer<Finding> listener) {
        this.limit = limit;
        this.listener = listener;
    }

    public void make(List<Check> checks) throws InterruptedException {
        for (Check check : checks) {
            make(check);
        }
    }

    /** Whether nothing stands in the way of looking at this; else says what does. */
    public boolean allows(String what, List<String> needs) {
        for (String need : needs) {
            String culprit = culprits.get(need);
            if (culprit != null) {
                culprits.put(what, culprit);
                listener.accept(Finding.skip(what, culprit));
                return false;
            }
        }
        return true;
    }

    private void make(Check check) throws InterruptedException {
        if (!allows(check.what(), check.needs())) {
            return;
        }
        List<Finding> findings = findings(check);
        if (findings.stream().anyMatch(Finding::isFailure)) {
            culprits.put(check.what(), check.what());
        }
        findings.forEach(listener);
    }

    private List<Finding> findings(Check check) throws InterruptedException {
        Duration time = check.least().compareTo(limit) > 0 ? check.least() : limit;
        FutureTask<List<Finding>> task = new FutureTask<>(() -> check.examiner().examine());
        Thread thread = new Thread(task, "check");
        // One that hears no interruption must not keep the process from its end.
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return List.of(Finding.fail(
                    check.what(),
                    "no answer within " + Durations.seconds(time),
                    "look whether the other side is overloaded, or give it longer with --timeout"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException known) {
                return List.of(Finding.fail(check.what(), known.problem()));
            }
            return List.of(Finding.fail(
                    check.what(),
                    "the check itself failed: " + e.getCause(),
                    "report this as a fault of device-ingest, with the line above"));
        }
    }
}
