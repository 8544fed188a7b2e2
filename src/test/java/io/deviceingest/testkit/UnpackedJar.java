package io.deviceingest.testkit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar unpacked by its own command, with an archive of its loaded classes for the JVM: it starts with less
 * work than the jar in one piece. Made once for each build, by the test process that needs it first.
 */
public final class UnpackedJar {

    private static final Path DIRECTORY = Path.of("target", "unpacked").toAbsolutePath();
    private static final Path JAR =
            DIRECTORY.resolve(PackagedProgram.JAR.getFileName().toString());
    private static final Path CLASSES = DIRECTORY.resolve("classes.jsa");
    /** Says of which build it is. */
    private static final Path ORIGIN = DIRECTORY.resolve("origin");

    private UnpackedJar() {}

    /** The words of the JVM that start it from any folder, to be followed by the program's own arguments. */
    public static List<String> words(List<String> jvmOptions) throws IOException {
        make();
        List<String> words = new ArrayList<>(List.of(java(), "-XX:SharedArchiveFile=" + CLASSES));
        words.addAll(jvmOptions);
        words.addAll(List.of("-jar", JAR.toString()));
        return words;
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static synchronized void make() throws IOException {
        // Its time tells nothing: it is that of the project, so that two builds of one commit give the same jar.
        String origin = PackagedProgram.JAR.toAbsolutePath() + " " + checksum(PackagedProgram.JAR) + "\n";
        try (RandomAccessFile file = new RandomAccessFile(DIRECTORY + ".lock", "rw");
                FileLock lock = file.getChannel().lock()) {
            if (!Files.exists(ORIGIN) || !Files.readString(ORIGIN).equals(origin)) {
                FileSystemUtils.deleteRecursively(DIRECTORY);
                unpack();
                Files.writeString(ORIGIN, origin);
            }
        }
    }

    private static long checksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        checksum.update(Files.readAllBytes(file));
        return checksum.getValue();
    }

    private static void unpack() throws IOException {
        run(List.of(java(), "-jar", PackagedProgram.JAR.toString(), "unpack", DIRECTORY.toString()));
    }

    private static void run(List<String> words) throws IOException {
        ProcessBuilder command = new ProcessBuilder(words).redirectErrorStream(true);
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(words + " failed: " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(words + " was interrupted", e);
        }
    }
}
