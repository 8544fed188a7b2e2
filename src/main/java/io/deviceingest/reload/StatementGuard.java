package io.deviceingest.reload;

import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.database.StatementTrial;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.NamedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which statements of a directory the database refuses, by running each as the routes would, in a transaction that
 * is rolled back: one that is wrong would hold every batch until somebody fixes it. Safe for any number of threads.
 */
final class StatementGuard {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** What no later attempt changes: syntax, names and rights; values and features that there are not. */
    private static final String OF_THE_STATEMENT = "(42|22|23|0A).*";

    private final DatabaseSettings database;
    private final RouteSettings routes;

    StatementGuard(DatabaseSettings database, RouteSettings routes) {
        this.database = database;
        this.routes = routes;
    }

    /**
     * One sentence for each that is refused.
     *
     * @throws DatabaseProblem where it cannot be told now: the database is away, or busy
     */
    List<String> problems(Path directory) throws DatabaseProblem, IOException {
        DatabaseProbe probe = new DatabaseProbe(database, LIMIT);
        probe.login();
        StatementTrial trial = new StatementTrial(probe);
        List<String> problems = new ArrayList<>();
        for (Path file : new NamedFiles(routes.in(directory)).statements().keySet()) {
            try {
                trial.run(file);
            } catch (DatabaseProblem problem) {
                if (!problem.key().matches(OF_THE_STATEMENT)) {
                    throw problem;
                }
                problems.add("The statement " + file + " is refused: " + problem.problem());
            }
        }
        return problems;
    }
}
