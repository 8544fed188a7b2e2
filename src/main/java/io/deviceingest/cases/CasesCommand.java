package io.deviceingest.cases;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs the cases of the site: what the routes make of each message, compared with what the case expects.
 *
 * <p>Exit code 0: all as expected; 1: something differs, or the routes cannot be built; 2: wrong usage, or a setting or
 * the database stands in the way.
 */
@Command(
        name = "cases",
        customSynopsis = {
            "device-ingest cases [--rows] [NAME...]",
            "       device-ingest cases record [--rows] TOPIC PAYLOAD [NAME]"
        },
        description = "Run the cases below ROUTES_DIR, and print what differs; or record a new one.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = RecordCase.class)
public final class CasesCommand extends CaseCommand {

    @Parameters(
            paramLabel = "NAME",
            description = "A case such as sensor/seven-metrics, or a route for all of its cases; none for all.")
    private List<String> names = new ArrayList<>();

    @Override
    int run(CaseRunner depth) throws Exception {
        List<CaseResult> results = chosen(settings().routes()).run(depth);
        for (CaseResult result : results) {
            out().println((result.isGood() ? "ok    " : "DIFF  ") + result.name());
            result.mismatches().forEach(mismatch -> out().println("        " + mismatch));
        }
        long bad = results.stream().filter(result -> !result.isGood()).count();
        out().println();
        out().println(results.size() - bad + " ok, " + bad + " different" + (hasRows() ? ", down to the rows" : ""));
        return bad == 0 ? 0 : 1;
    }

    private Cases chosen(RouteSettings routes) throws IOException {
        try {
            Cases cases = Cases.of(routes).named(names);
            if (cases.names().isEmpty()) {
                throw new IllegalArgumentException(
                        new Problem("there is no case below " + routes.directory(), "cases record").toString());
            }
            return cases;
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }
}
