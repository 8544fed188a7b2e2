package io.deviceingest.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar as a process of its own, configured by its environment alone, as an operator runs it. */
public final class PackagedProgram implements AutoCloseable {

    public static final Path JAR = Path.of("target", "device-ingest.jar");

    private final Process process;
    private final Path output;

    private PackagedProgram(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static PackagedProgram start(Path output, Map<String, String> environment) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(java, "-jar", JAR.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new PackagedProgram(builder.start(), output);
    }

    /** What it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Asks it to end, as an orchestrator does (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    public boolean awaitExit(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
