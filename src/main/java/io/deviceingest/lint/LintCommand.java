package io.deviceingest.lint;

import io.deviceingest.command.SiteCommand;
import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.DatabaseProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads the files of the site and says everything that is wrong with them.
 *
 * <p>Exit code 0: nothing; 1: something; 2: wrong usage, or a setting or the database stands in the way.
 */
@Command(
        name = "lint",
        description = "Read the files below ROUTES_DIR, run nothing of them, and say what is wrong: file:line  rule "
                + " sentence.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class LintCommand extends SiteCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--database",
            description = "Also have the database of DB_URL plan each statement (EXPLAIN); it runs none.")
    private boolean database;

    @Override
    protected boolean needs(String setting) {
        return setting.matches("ROUTES_.*" + (database ? "|DB_.*" : ""));
    }

    @Override
    protected int run() throws Exception {
        Optional<DatabaseProbe> probe = Optional.empty();
        if (database) {
            try {
                probe = Optional.of(new DatabaseProbe(settings().database(), PATIENCE));
                probe.get().login();
            } catch (DatabaseProblem e) {
                err().println(e.problem());
                return HINDERED;
            }
        }
        return print(new Lint(environment()).findings(probe));
    }

    private int print(List<LintFinding> findings) {
        findings.forEach(out()::println);
        if (findings.isEmpty()) {
            out().println("No findings in " + settings().routes().directory()
                    + (database ? ", and PostgreSQL can plan each statement" : ""));
            return 0;
        }
        out().println();
        out().println(findings.size() + (findings.size() == 1 ? " finding" : " findings")
                + "; docs/lint.md explains the rules");
        return 1;
    }
}
