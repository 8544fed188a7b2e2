package io.deviceingest.console.checks;

import io.deviceingest.console.checks.CheckRun.Line;
import io.deviceingest.console.checks.CheckRun.State;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the doctor found when somebody asked last. Safe for any number of threads. */
public final class ChecksPage implements ConsolePage {

    private static final List<String> VERDICTS = List.of("FAIL", "warn", "skip", "ok");

    private final CheckRun checks;

    ChecksPage(CheckRun checks) {
        this.checks = checks;
    }

    /**
     * What the page shows.
     *
     * @param started null before the first run
     * @param ended null while they run
     * @param counts of each verdict
     */
    public record Checks(Instant started, Instant ended, Map<String, Long> counts, List<Check> lines) {

        public boolean isRunning() {
            return started != null && ended == null;
        }
    }

    /** One line, with the colour that it has. */
    public record Check(String verdict, String what, String detail, List<String> remedy, String state) {

        static Check of(Line line) {
            return new Check(
                    line.verdict(),
                    line.what(),
                    line.detail(),
                    line.remedy().lines().toList(),
                    line.state());
        }
    }

    @Override
    public String path() {
        return Section.CHECKS.path();
    }

    @Override
    public Section section() {
        return Section.CHECKS;
    }

    @Override
    public String template() {
        return "checks.jte";
    }

    @Override
    public Checks show(Query query) {
        State state = checks.state();
        Map<String, Long> counts = new LinkedHashMap<>();
        VERDICTS.forEach(verdict -> counts.put(
                verdict,
                state.lines().stream()
                        .filter(line -> line.verdict().equals(verdict))
                        .count()));
        return new Checks(
                state.started(),
                state.ended(),
                counts,
                state.lines().stream().map(Check::of).toList());
    }
}
