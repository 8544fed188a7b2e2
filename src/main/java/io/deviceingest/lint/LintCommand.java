package io.deviceingest.lint;

import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
public final class LintCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--database",
            description = "Also have the database of DB_URL plan each statement (EXPLAIN); it runs none.")
    private boolean database;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        List<Problem> mistakes = new ArrayList<>();
        ConfigurableEnvironment environment = SettingsSources.environment(mistakes);
        Settings settings = Settings.of(environment);
        settings.violations().stream()
                .filter(violation -> violation.key().matches("ROUTES_.*" + (database ? "|DB_.*" : "")))
                .forEach(mistakes::add);
        if (!mistakes.isEmpty()) {
            mistakes.forEach(mistake -> out.println(mistake));
            return 2;
        }
        Optional<DatabaseProbe> probe = Optional.empty();
        if (database) {
            try {
                probe = Optional.of(new DatabaseProbe(settings.database(), PATIENCE));
                probe.get().login();
            } catch (DatabaseProblem e) {
                out.println(e.problem());
                return 2;
            }
        }
        return print(new Lint(environment).findings(probe), settings, out);
    }

    private int print(List<LintFinding> findings, Settings settings, PrintWriter out) {
        findings.forEach(out::println);
        if (findings.isEmpty()) {
            out.println("No findings in " + settings.routes().directory()
                    + (database ? ", and PostgreSQL can plan each statement" : ""));
            return 0;
        }
        out.println();
        out.println(findings.size() + (findings.size() == 1 ? " finding" : " findings")
                + "; docs/lint.md explains the rules");
        return 1;
    }
}
