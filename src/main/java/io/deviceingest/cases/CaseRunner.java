package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.database.RollbackConnection;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.json.Mappings;
import io.deviceingest.settings.Settings;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * How far the messages of cases go: to the envelopes that the mappings make, or to the rows in a database.
 *
 * <p>The routes of the environment's ROUTES_DIR are built once, for any number of cases. For one thread.
 */
public abstract class CaseRunner implements AutoCloseable {

    private final DryRun routes;

    CaseRunner(DryRun routes) {
        this.routes = routes;
    }

    /**
     * The mappings alone, without broker and database.
     *
     * @throws Exception for a mapping or a route that cannot be built, as at the start of the program
     */
    public static CaseRunner mapping(ConfigurableEnvironment environment) throws Exception {
        Mappings.mustBeRight(Settings.of(environment).routes());
        return new CaseRunner(DryRun.open(environment)) {
            @Override
            Rows rows(Case one) throws JsonProcessingException {
                return EnvelopeRows.of(routes().run(one.arrival()));
            }
        };
    }

    /**
     * The mappings and the statements, in the database of the settings. Each case is a transaction of one connection,
     * which is rolled back; rows that its devices have already are deleted within it.
     *
     * @throws DatabaseProblem where the database does not answer
     * @throws Exception for a mapping or a route that cannot be built, as at the start of the program
     */
    public static CaseRunner rows(ConfigurableEnvironment environment) throws Exception {
        Mappings.mustBeRight(Settings.of(environment).routes());
        RollbackConnection database =
                RollbackConnection.open(Settings.of(environment).database());
        try {
            return new DatabaseCaseRunner(DryRun.writingTo(database.dataSource(), environment), database);
        } catch (Exception e) {
            database.close();
            throw e;
        }
    }

    DryRun routes() {
        return routes;
    }

    /** What the message of a case becomes. */
    abstract Rows rows(Case one) throws Exception;

    @Override
    public void close() {
        routes.close();
    }
}
