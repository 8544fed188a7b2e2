package io.deviceingest;

import io.deviceingest.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Unpacks the jar into a folder, and makes an archive of the classes of a start, from which the JVM takes them ready to be
 * used. Needs neither broker nor database.
 *
 * <p>Exit code 0: unpacked; 1: not, and the reason is printed; 2: wrong usage.
 */
@Command(
        name = "unpack",
        description = {
            "Unpack this jar into a folder, with an archive of the classes of a start: the program then starts with"
                    + " less work.",
            "The archive belongs to this folder, this jar and this JVM; with another of them the JVM starts without it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UnpackCommand implements Callable<Integer> {

    private static final String ARCHIVE = "classes.jsa";
    private static final String RECORD = "--record";

    /** The environment beats a file .env that may lie there; it leads to nothing. */
    private static final Map<String, String> NOWHERE = Map.of(
            "MQTT_BROKER_HOST", "127.0.0.1",
            "MQTT_TLS", "off",
            "DB_URL", "jdbc:postgresql://127.0.0.1:1/nowhere",
            "MANAGEMENT_PORT", "0");

    /** Of this environment: how names of files are written, and what every JVM of this machine is given. */
    private static final Set<String> KEPT = Set.of("LANG", "LC_ALL", "LC_CTYPE", "JAVA_TOOL_OPTIONS", "TMPDIR");

    @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "An empty folder, or one that does not exist yet.")
    private Path folder;

    @Option(
            names = "--here",
            description = "Instead of FOLDER: only make the archive, beside a jar that has been unpacked.")
    private boolean here;

    @Option(
            names = "--routes",
            paramLabel = "FOLDER",
            defaultValue = "routes",
            description = "The route files of the start that is recorded (default: ${DEFAULT-VALUE}).")
    private Path routes;

    @Option(names = RECORD, hidden = true, description = "The start that is recorded, in a JVM of its own.")
    private boolean record;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path running = Path.of(System.getProperty("java.class.path"));
        if (!record && here == (folder != null)) {
            throw new ParameterException(command.commandLine(), "either FOLDER or --here must be given");
        }
        if (record) {
            RecordedStart.run();
            return 0;
        }
        // The JVM compares the paths as they are written: the archive made here is for a start that writes it as this
        // one.
        Path target =
                here ? running.resolveSibling("") : folder.toAbsolutePath().normalize();
        Optional<Problem> obstacle = obstacle(running, target);
        if (obstacle.isPresent()) {
            command.commandLine().getErr().println(obstacle.get());
            return 1;
        }
        Path jar = target.resolve(running.getFileName());
        Path archive = target.resolve(ARCHIVE);
        List<String> extract = List.of("-Djarmode=tools", "-jar", running.toString(), "extract", "--destination");
        if (!here && !ran(Stream.concat(extract.stream(), Stream.of(target.toString())))
                || !ran(Stream.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", jar.toString(), "unpack", RECORD))) {
            return 1;
        }
        command.commandLine()
                .getOut()
                .println("Made " + archive + ". Start the program with:\n  java -XX:SharedArchiveFile=" + archive
                        + " -jar " + jar);
        return 0;
    }

    private Optional<Problem> obstacle(Path running, Path target) throws IOException {
        if (!Files.isRegularFile(running)) {
            return Optional.of(
                    new Problem("this program does not run from a jar", "java -jar device-ingest.jar unpack FOLDER"));
        }
        if (!here && !isEmptyOrMissing(target)) {
            return Optional.of(new Problem(
                    target + " must be empty, or not exist, but holds files",
                    "end the program that runs from it, and delete it"));
        }
        return Files.isDirectory(routes)
                ? Optional.empty()
                : Optional.of(new Problem(
                        "--routes must be a folder with route files, but was \"" + routes + "\"",
                        "name the folder \"routes\" that belongs to this jar"));
    }

    private static boolean isEmptyOrMissing(Path target) throws IOException {
        if (!Files.exists(target)) {
            return true;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.findAny().isEmpty();
        }
    }

    /** Runs this JVM once more, with nothing of this environment's settings; prints what it said where it failed. */
    private boolean ran(Stream<String> words) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .redirectErrorStream(true);
        words.forEach(java.command()::add);
        java.environment().keySet().retainAll(KEPT);
        java.environment().putAll(NOWHERE);
        java.environment().put("ROUTES_DIR", routes.toAbsolutePath().toString());
        Process process = java.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            command.commandLine().getErr().println(String.join(" ", java.command()) + " failed:\n" + said);
            return false;
        }
        return true;
    }
}
