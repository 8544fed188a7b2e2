package io.deviceingest;

import io.deviceingest.testkit.CommandRun;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;

/** Every command of the program in this process: for what is no matter of the process. */
public final class CommandsHere {

    private CommandsHere() {}

    /** Runs one to its end; no other runs meanwhile, for the settings are system properties. */
    public static CommandRun run(Map<String, String> settings, String... arguments) {
        CommandLine commands =
                new CommandLine(Commands.class).registerConverter(Duration.class, DurationStyle::detectAndParse);
        return CommandRun.here(commands, new StringWriter(), settings, arguments);
    }
}
