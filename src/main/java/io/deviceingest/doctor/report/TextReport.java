package io.deviceingest.doctor.report;

import io.deviceingest.doctor.report.Finding.Verdict;
import io.deviceingest.problem.Printable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;

/** For people: an aligned line per finding, and below it what to try. */
public final class TextReport extends Report {

    private static final String LINE = "%-4s  %-26s  %s%n";

    /** A further line of what to try, below the words of the first. */
    private static final String CONTINUED = "%n".formatted() + " ".repeat("FAIL  ".length() + 26 + "  try: ".length());

    private final PrintWriter out;

    public TextReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    void show(Finding finding) {
        out.printf(LINE, finding.verdict().word(), finding.what(), Printable.line(finding.detail()));
        if (!finding.remedy().isEmpty()) {
            String lines = finding.remedy().lines().map(Printable::line).collect(Collectors.joining(CONTINUED));
            out.printf(LINE, "", "", "try: " + lines);
        }
        out.flush();
    }

    @Override
    public void end() {
        out.println();
        out.println(Arrays.stream(Verdict.values())
                .map(verdict -> count(verdict) + " " + verdict.word())
                .collect(Collectors.joining(", ")));
        out.flush();
    }
}
