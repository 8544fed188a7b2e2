package io.deviceingest.command;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that works with the settings of the program, without starting it. A setting that is wrong and needed is
 * refused with exit code 2, as wrong usage is. Answers go to the standard output, what stands in their way to the
 * standard error.
 */
public abstract class SiteCommand implements Callable<Integer> {

    /** The exit code where a setting or the database stands in the way. */
    protected static final int HINDERED = 2;

    @Spec
    private CommandSpec command;

    private ConfigurableEnvironment environment;
    private Settings settings;

    /** Whether the command uses this setting; the others may be wrong. */
    protected abstract boolean needs(String setting);

    /** Does what is asked for, and returns the exit code. */
    protected abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        List<Problem> mistakes = new ArrayList<>();
        environment = SettingsSources.environment(mistakes);
        settings = Settings.of(environment);
        settings.violations().stream()
                .filter(violation -> needs(violation.key()))
                .forEach(mistakes::add);
        if (!mistakes.isEmpty()) {
            mistakes.forEach(err()::println);
            return HINDERED;
        }
        return run();
    }

    protected final ConfigurableEnvironment environment() {
        return environment;
    }

    protected final Settings settings() {
        return settings;
    }

    protected final PrintWriter out() {
        return command.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return command.commandLine().getErr();
    }

    protected final ParameterException misuse(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
