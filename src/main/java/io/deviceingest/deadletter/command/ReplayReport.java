package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.deadletter.replay.ReplayResult;
import io.deviceingest.problem.Printable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which letters stay and why; in a dry run also what each of the others would become. Counts them all. */
final class ReplayReport {

    private static final String LINE = "%-7s  %8s  %s%n";

    private final PrintWriter out;
    private final boolean dryRun;
    private final Map<ReplayResult.Kind, Integer> counts = new EnumMap<>(ReplayResult.Kind.class);
    private final Set<String> remedied = new HashSet<>();

    ReplayReport(PrintWriter out, boolean dryRun) {
        this.out = out;
        this.dryRun = dryRun;
    }

    void add(ReplayResult result) {
        counts.merge(result.kind(), 1, Integer::sum);
        if (dryRun || !result.kind().isDone()) {
            out.printf(
                    LINE,
                    result.kind().word(),
                    result.id(),
                    Printable.line((result.topic() + "  " + result.detail()).strip()));
            // What to try, below the first of each reason.
            if (!result.reason().isEmpty() && remedied.add(result.reason())) {
                String topic = Printable.line(result.topic());
                out.printf(LINE, "", "", "try: " + DeadLetterRemedies.of(result.reason(), topic));
            }
            out.flush();
        }
    }

    /** The counts. */
    void end() {
        out.println((dryRun ? "nothing was changed; it would be: " : "")
                + Arrays.stream(ReplayResult.Kind.values())
                        .map(kind -> counts.getOrDefault(kind, 0) + " " + kind.word())
                        .collect(Collectors.joining(", ")));
        out.flush();
    }

    boolean isGood() {
        return !counts.containsKey(ReplayResult.Kind.STAYS);
    }
}
