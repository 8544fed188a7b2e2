package io.deviceingest.doctor;

import io.deviceingest.embedded.PackagedProgram;
import io.deviceingest.embedded.UnpackedJar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;

/**
 * One whole run of the packaged doctor, as an operator starts it: in a folder, with an environment.
 *
 * @param output what it printed on either stream
 */
record DoctorRun(int exitCode, String output) {

    /** Runs it to its end, with no setting but those that are given. */
    static DoctorRun in(Path folder, Map<String, String> settings, String... arguments)
            throws IOException, InterruptedException {
        return toItsEnd(start(folder, settings, arguments));
    }

    /** Runs the program with any arguments to its end. */
    static DoctorRun ofProgram(Path folder, String... arguments) throws IOException, InterruptedException {
        return toItsEnd(program(folder, Map.of(), List.of(arguments)));
    }

    /** The same in this process, which is quicker; the settings are its system properties meanwhile. */
    static DoctorRun here(Map<String, String> settings, String... arguments) {
        return here(new StringWriter(), settings, arguments);
    }

    /** The same with an output that can be read while it runs. */
    static DoctorRun here(StringWriter output, Map<String, String> settings, String... arguments) {
        settings.forEach(System::setProperty);
        try {
            int exitCode = new CommandLine(new Doctor())
                    .registerConverter(Duration.class, DurationStyle::detectAndParse)
                    .setOut(new PrintWriter(output))
                    .setErr(new PrintWriter(output))
                    .execute(arguments);
            return new DoctorRun(exitCode, output.toString());
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    private static DoctorRun toItsEnd(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new DoctorRun(process.waitFor(), output);
    }

    /** Starts it and leaves reading and ending it to the caller. */
    static Process start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("doctor"));
        words.addAll(List.of(arguments));
        return program(folder, settings, words);
    }

    private static Process program(Path folder, Map<String, String> settings, List<String> arguments)
            throws IOException {
        List<String> options = new ArrayList<>(PackagedProgram.BRIEF_LIFE);
        options.add("-Djava.io.tmpdir=" + folder.toAbsolutePath());
        List<String> words = UnpackedJar.words(options);
        words.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.matches("(MQTT|DB|ROUTES|SECRETS|DEVICE|BATCH|PAYLOAD|PRESENCE|READING|MANAGEMENT)_.*"));
        // Tests of the project may run in a container, and see the same wherever they run.
        builder.environment().put("container", "");
        builder.environment().putAll(settings);
        return builder.start();
    }
}
