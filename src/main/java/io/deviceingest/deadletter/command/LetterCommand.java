package io.deviceingest.deadletter.command;

import io.deviceingest.command.SiteCommand;
import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.problem.Problem;
import io.deviceingest.site.RouteMistakes;
import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.ParameterException;

/** What the commands for dead letters share: the table, and the exit codes. */
abstract class LetterCommand extends SiteCommand {

    /** What is used here of the settings; the others may be wrong. */
    private static final String NEEDED = "DB_.*|ROUTES_.*|DEVICE_REGISTRATION|MQTT_TOPIC|PAYLOAD_LIMIT";

    /** Does it and returns whether all is well. */
    abstract boolean run(DeadLetterTable letters) throws Exception;

    @Override
    protected final boolean needs(String setting) {
        return setting.matches(NEEDED);
    }

    @Override
    protected final int run() {
        try (DeadLetterTable letters = DeadLetterTable.open(settings().database())) {
            return run(letters) ? 0 : 1;
        } catch (ParameterException e) {
            throw e;
        } catch (SQLException | DataAccessException e) {
            return failed(new DatabaseFailures(settings().database()).explain(e).problem());
        } catch (Exception e) {
            return failed(RouteMistakes.problem(e));
        }
    }

    private int failed(Problem problem) {
        err().println(problem.sentence());
        if (!problem.remedy().isEmpty()) {
            err().println("try: " + problem.remedy());
        }
        return 1;
    }

    /** Reports an id that no letter has, which makes the exit code 1. */
    final void sayMissing(long id) {
        err().println("there is no dead letter " + id);
    }

    /** The device that a topic names; null where it names none. */
    final String deviceOf(String topic) {
        return DeviceTopic.of(topic, settings().mqtt().session().topics()).deviceId();
    }
}
