package io.deviceingest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.deviceingest.cases.CasesCommand;
import io.deviceingest.deadletter.command.DeadLetterCommands;
import io.deviceingest.doctor.Doctor;
import io.deviceingest.lint.LintCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** What the program can do beside running: {@code java -jar device-ingest.jar doctor} and its kind. */
@Command(
        name = "device-ingest",
        description = "Without a command: take what devices say over MQTT into PostgreSQL.",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        subcommands = {
            Doctor.class,
            LintCommand.class,
            CasesCommand.class,
            DeadLetterCommands.class,
            RetireCommand.class,
            UnpackCommand.class
        })
final class Commands {

    private Commands() {}

    /** Whether these arguments ask for a command; options alone belong to the running program. */
    static boolean areAsked(String[] arguments) {
        return arguments.length > 0
                && (!arguments[0].startsWith("--")
                        || List.of("--help", "--version").contains(arguments[0]));
    }

    /** Runs the command and returns its exit code; wrong usage is 2. */
    static int run(String[] arguments) {
        // What libraries say belongs to the log of the running program, not between the lines of an answer.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        LogManager.getLogManager().reset();
        if (arguments[0].equals(RetireCommand.OLD_NAME)) {
            System.err.println(
                    "The command `farewell` is called `retire` now; the old name goes with the next release.");
        }
        return new CommandLine(new Commands())
                .registerConverter(Duration.class, DurationStyle::detectAndParse)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"device-ingest " + ProgramInfo.version()};
        }
    }
}
