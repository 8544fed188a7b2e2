package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged jar as a process of its own, configured by its environment alone, as an operator runs it. */
public final class PackagedProgram implements Program, AutoCloseable {

    public static final Path JAR = Path.of("target", "device-ingest.jar");

    /** A test lives for seconds: what the second compiler would win later, it costs now. */
    public static final List<String> BRIEF_LIFE = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** The variable, read by Spring Boot's other launcher, with classes that are to take the place of the jar's. */
    public static final String CLASSES_FIRST = "LOADER_PATH";

    private final Process process;
    private final Path output;

    private final int managementPort;

    private PackagedProgram(Process process, Path output, int managementPort) {
        this.process = process;
        this.output = output;
        this.managementPort = managementPort;
    }

    /** The settings that lead it to the parts of a test, without those that have it let in. */
    public static Map<String, String> addresses(Broker broker, Database database) {
        Map<String, String> settings = new HashMap<>(settings(broker, database));
        settings.keySet().removeAll(List.of("MQTT_CA_FILE", "DB_USERNAME"));
        return settings;
    }

    public static Map<String, String> settings(Broker broker, Database database) {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.putAll(database.settings());
        return settings;
    }

    /** Starts it on a free management port, with further options of the JVM. */
    public static PackagedProgram start(Path output, Map<String, String> environment, String... jvmOptions)
            throws IOException {
        List<String> options = options(output, jvmOptions);
        if (environment.containsKey(CLASSES_FIRST)) {
            options.add(0, UnpackedJar.java());
            options.addAll(List.of("-cp", JAR.toString(), "org.springframework.boot.loader.launch.PropertiesLauncher"));
            return start(new ProcessBuilder(options), output, environment);
        }
        return start(new ProcessBuilder(UnpackedJar.words(options)), output, environment);
    }

    /** Starts it in one piece, as the README does: where the claim is about that, for it takes twice as long. */
    public static PackagedProgram startJar(Path output, Map<String, String> environment) throws IOException {
        List<String> words = options(output);
        words.add(0, UnpackedJar.java());
        words.addAll(List.of("-jar", JAR.toString()));
        return start(new ProcessBuilder(words), output, environment);
    }

    private static List<String> options(Path output, String... further) {
        List<String> options = new ArrayList<>(BRIEF_LIFE);
        // Killed, it leaves its temporary files behind: beside its output they go with the test's.
        options.add("-Djava.io.tmpdir=" + output.toAbsolutePath().getParent());
        // As the README starts it.
        options.add("-XX:+ExitOnOutOfMemoryError");
        options.addAll(List.of(further));
        return options;
    }

    /** Starts what a command line says, which is the program in another package, on a free management port. */
    public static PackagedProgram start(ProcessBuilder command, Path output, Map<String, String> environment)
            throws IOException {
        int managementPort = FreePort.next();
        command.redirectErrorStream(true).redirectOutput(output.toFile());
        command.environment().putAll(environment);
        command.environment().put("MANAGEMENT_PORT", String.valueOf(managementPort));
        return new PackagedProgram(command.start(), output, managementPort);
    }

    @Override
    public int managementPort() {
        return managementPort;
    }

    @Override
    public boolean isRunning() {
        return process.isAlive();
    }

    /** A failure tells what nobody can see afterwards: where the program stands, and what it printed last. */
    @Override
    public void awaitReady() {
        try {
            Program.super.awaitReady();
        } catch (ConditionTimeoutException | IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + threads() + lastLines(), e);
        }
    }

    private String threads() {
        try {
            Process jstack = new ProcessBuilder(tool("jcmd"), String.valueOf(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e + "\n";
        }
    }

    private String lastLines() {
        try {
            List<String> lines = output().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    public long pid() {
        return process.pid();
    }

    /** What it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Asks it to end, as an orchestrator does (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Stops it where it stands (SIGSTOP); it knows nothing of the time until it goes on. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Has it collect all its garbage, so that what its heap still holds is alive. */
    public void collectGarbage() throws IOException, InterruptedException {
        run(tool("jcmd"), String.valueOf(process.pid()), "GC.run");
    }

    /** The most memory that it ever held in RAM, of all kinds, in bytes; as Linux keeps the account. */
    public long peakResidentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            String peak =
                    lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("\\D", "")) * 1024;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, String.valueOf(process.pid()));
    }

    private static void run(String... words) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", words) + " ended with " + exit);
        }
    }

    public boolean awaitExit(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Ends it at once (SIGKILL). */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
