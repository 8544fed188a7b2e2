package io.deviceingest.doctor.report;

import io.deviceingest.doctor.report.Finding.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Shows each finding as it comes, counts them, and decides how the diagnosis ends. Not thread-safe. */
public abstract class Report implements Consumer<Finding> {

    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

    Report() {
        Arrays.stream(Verdict.values()).forEach(verdict -> counts.put(verdict, 0));
    }

    @Override
    public final void accept(Finding finding) {
        counts.merge(finding.verdict(), 1, Integer::sum);
        show(finding);
    }

    /** Shows the counts; to be called once, at the end. */
    public abstract void end();

    abstract void show(Finding finding);

    final int count(Verdict verdict) {
        return counts.get(verdict);
    }

    /** Whether nothing has failed, and with {@code strict} nothing was warned of. */
    public final boolean isGood(boolean strict) {
        return count(Verdict.FAIL) == 0 && !(strict && count(Verdict.WARN) > 0);
    }
}
