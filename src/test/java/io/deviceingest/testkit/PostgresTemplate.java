package io.deviceingest.testkit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.util.FileSystemUtils;

/**
 * An empty cluster, as initdb makes it, to be copied: that takes a tenth of its time. Made once for each build, by the test
 * process that needs it first.
 */
final class PostgresTemplate {

    private static final Path DIRECTORY = Path.of("target", "postgres-template").toAbsolutePath();
    private static final Path CLUSTER = DIRECTORY.resolve("cluster");
    private static final Path MADE = DIRECTORY.resolve("made");

    private PostgresTemplate() {}

    /** Fills a directory that holds no cluster yet. */
    static void copyTo(Path directory) throws IOException {
        make();
        FileSystemUtils.copyRecursively(CLUSTER, directory);
        // Else PostgreSQL refuses it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static synchronized void make() throws IOException {
        Files.createDirectories(DIRECTORY);
        try (RandomAccessFile file =
                        new RandomAccessFile(DIRECTORY.resolve("lock").toFile(), "rw");
                FileLock lock = file.getChannel().lock()) {
            if (Files.exists(MADE)) {
                return;
            }
            FileSystemUtils.deleteRecursively(CLUSTER);
            EmbeddedDatabase.postgres(CLUSTER).setPort(FreePort.next()).start().close();
            // It names the process that has the cluster in use.
            Files.deleteIfExists(CLUSTER.resolve("epg-lock"));
            Files.createFile(MADE);
        }
    }
}
