package io.deviceingest.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of this machine that a test needs. Where it is missing the test is skipped with a printed reason, or fails
 * where the environment promises it: {@code CI_REQUIRES_TOOLS=true}.
 */
public final class Tool {

    private static final Logger LOG = LoggerFactory.getLogger(Tool.class);

    /** Where servers are, which is not on everybody's PATH. */
    private static final String SERVERS = "/usr/sbin";

    private final Path binary;

    private Tool(Path binary) {
        this.binary = binary;
    }

    /** How a run of the tool ended, and all that it printed. */
    public record Result(int exitCode, String output) {}

    public static Tool named(String name) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of(SERVERS))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new)
                .orElseGet(() -> missing(name));
    }

    private static Tool missing(String name) {
        String reason = name + " is not installed";
        if ("true".equals(System.getenv("CI_REQUIRES_TOOLS"))) {
            throw new IllegalStateException(reason + ", but CI_REQUIRES_TOOLS=true promises it");
        }
        LOG.warn("Skipped, because {}", reason);
        return Assumptions.abort(reason);
    }

    public Path path() {
        return binary;
    }

    /** Its command line, not started; what it prints on either stream comes in one. */
    public ProcessBuilder command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(binary.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).redirectErrorStream(true);
    }

    /** Runs it to its end. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        Process process = command(arguments).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Runs it to its end, which must be a good one. */
    public void mustRun(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(binary + " " + List.of(arguments) + " failed: " + result.output());
        }
    }
}
