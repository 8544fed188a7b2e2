package io.deviceingest.testkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * One whole run of a command, as an operator gives it: in a folder, with an environment.
 *
 * @param output what it printed on either stream
 */
public record CommandRun(int exitCode, String output) {

    /** Runs the packaged program to its end, with no setting but those that are given. */
    public static CommandRun in(Path folder, Map<String, String> settings, String... arguments)
            throws IOException, InterruptedException {
        return toItsEnd(start(folder, settings, arguments));
    }

    /** The same in this process, which is quicker; the settings are its system properties meanwhile. */
    public static CommandRun here(
            CommandLine command, StringWriter output, Map<String, String> settings, String... arguments) {
        settings.forEach(System::setProperty);
        try {
            int exitCode = command.setOut(new PrintWriter(output))
                    .setErr(new PrintWriter(output))
                    .execute(arguments);
            return new CommandRun(exitCode, output.toString());
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    /** Waits for the end of one that was started. */
    public static CommandRun toItsEnd(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), output);
    }

    /** Starts it and leaves reading and ending it to the caller. */
    public static Process start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        List<String> options = new ArrayList<>(PackagedProgram.BRIEF_LIFE);
        options.add("-Djava.io.tmpdir=" + folder.toAbsolutePath());
        List<String> words = UnpackedJar.words(options);
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches(
                        "(MQTT|DB|ROUTES|SECRETS|DEVICE|BATCH|MESSAGE|PAYLOAD|PRESENCE|READING|MANAGEMENT)_.*"));
        // Tests of the project may run in a container, and see the same wherever they run.
        builder.environment().put("container", "");
        builder.environment().putAll(settings);
        return builder.start();
    }
}
