package io.deviceingest.doctor;

import io.deviceingest.testkit.CommandRun;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;

/**
 * One whole run of the packaged doctor, as an operator starts it: in a folder, with an environment. It waits a minute for
 * each answer, unless its arguments say {@code --timeout}.
 *
 * @param output what it printed on either stream
 */
public record DoctorRun(int exitCode, String output) {

    /** On a machine that is busy with other tests, an answer may take longer than the doctor waits by itself. */
    private static final String[] PATIENTLY = {"--timeout", "60s"};

    /** Runs it to its end, with no setting but those that are given. */
    public static DoctorRun in(Path folder, Map<String, String> settings, String... arguments)
            throws IOException, InterruptedException {
        return of(CommandRun.in(folder, settings, asDoctor(arguments)));
    }

    /** Runs the program with any arguments to its end. */
    public static DoctorRun ofProgram(Path folder, String... arguments) throws IOException, InterruptedException {
        return of(CommandRun.in(folder, Map.of(), arguments));
    }

    /** The same in this process, which is quicker; the settings are its system properties meanwhile. */
    public static DoctorRun here(Map<String, String> settings, String... arguments) {
        return here(new StringWriter(), settings, arguments);
    }

    /** The same with an output that can be read while it runs. */
    public static DoctorRun here(StringWriter output, Map<String, String> settings, String... arguments) {
        CommandLine doctor =
                new CommandLine(new Doctor()).registerConverter(Duration.class, DurationStyle::detectAndParse);
        return of(CommandRun.here(doctor, output, settings, patient(arguments)));
    }

    /** Starts it and leaves reading and ending it to the caller. */
    public static Process start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        return CommandRun.start(folder, settings, asDoctor(arguments));
    }

    private static String[] asDoctor(String... arguments) {
        return Stream.concat(Stream.of("doctor"), Stream.of(patient(arguments))).toArray(String[]::new);
    }

    private static String[] patient(String... arguments) {
        return List.of(arguments).contains("--timeout")
                ? arguments
                : Stream.concat(Stream.of(arguments), Stream.of(PATIENTLY)).toArray(String[]::new);
    }

    private static DoctorRun of(CommandRun run) {
        return new DoctorRun(run.exitCode(), run.output());
    }
}
