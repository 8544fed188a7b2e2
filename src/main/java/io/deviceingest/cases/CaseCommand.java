package io.deviceingest.cases;

import io.deviceingest.command.SiteCommand;
import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.site.RouteMistakes;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the commands around cases share: how deep they follow a message, and what can be in their way. */
abstract class CaseCommand extends SiteCommand {

    @Option(
            names = "--rows",
            description = "Down to the rows in the database of DB_URL, in transactions that are rolled back.")
    private boolean rows;

    /** Does what is asked for at that depth, and returns the exit code. */
    abstract int run(CaseRunner depth) throws Exception;

    final boolean hasRows() {
        return rows;
    }

    /** No broker is needed. */
    @Override
    protected final boolean needs(String setting) {
        return setting.matches("ROUTES_.*|MQTT_TOPIC|PAYLOAD_LIMIT|MESSAGE_MAX_READINGS" + (rows ? "|DB_.*" : ""));
    }

    @Override
    protected final int run() throws Exception {
        try (CaseRunner depth = rows ? CaseRunner.rows(environment()) : CaseRunner.mapping(environment())) {
            return run(depth);
        } catch (DatabaseProblem e) {
            err().println(e.problem());
            return HINDERED;
        } catch (DataAccessException e) {
            err().println(new DatabaseFailures(settings().database()).explain(e).problem());
            return HINDERED;
        } catch (ParameterException | IOException e) {
            throw e;
        } catch (Exception e) {
            out().println(RouteMistakes.problem(e));
            return 1;
        }
    }
}
