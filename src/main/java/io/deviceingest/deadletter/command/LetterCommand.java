package io.deviceingest.deadletter.command;

import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import io.deviceingest.site.RouteMistakes;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands for dead letters share: settings as the program has them, the table, and the exit codes. */
abstract class LetterCommand implements Callable<Integer> {

    /** What is used here of the settings; the others may be wrong. */
    private static final String NEEDED =
            "\\.env|SECRETS_DIR|DB_.*|ROUTES_.*|DEVICE_REGISTRATION|MQTT_TOPIC|PAYLOAD_LIMIT";

    @Spec
    private CommandSpec command;

    private ConfigurableEnvironment environment;
    private Settings settings;

    /** Does it and returns whether all is well. */
    abstract boolean run(DeadLetterTable letters) throws Exception;

    @Override
    public final Integer call() {
        List<Problem> mistakes = new ArrayList<>();
        environment = SettingsSources.environment(mistakes);
        settings = Settings.of(environment);
        mistakes.addAll(settings.violations());
        mistakes.removeIf(mistake -> !mistake.key().matches(NEEDED));
        if (!mistakes.isEmpty()) {
            mistakes.forEach(mistake -> err().println(mistake));
            return 2;
        }
        try (DeadLetterTable letters = DeadLetterTable.open(settings.database())) {
            return run(letters) ? 0 : 1;
        } catch (ParameterException e) {
            throw e;
        } catch (SQLException | DataAccessException e) {
            return failed(new DatabaseFailures(settings.database()).explain(e).problem());
        } catch (Exception e) {
            return failed(RouteMistakes.problem(e));
        }
    }

    private int failed(Problem problem) {
        err().println(problem.sentence());
        err().println("try: " + problem.remedy());
        return 1;
    }

    /** An id that nobody has given: said, and a reason for exit code 1. */
    final void sayMissing(long id) {
        err().println("there is no dead letter " + id);
    }

    final ParameterException misuse(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }

    final ConfigurableEnvironment environment() {
        return environment;
    }

    /** The device that a topic names; null where it names none. */
    final String deviceOf(String topic) {
        return DeviceTopic.of(topic, settings.mqtt().topics()).deviceId();
    }

    final PrintWriter out() {
        return command.commandLine().getOut();
    }

    private PrintWriter err() {
        return command.commandLine().getErr();
    }
}
