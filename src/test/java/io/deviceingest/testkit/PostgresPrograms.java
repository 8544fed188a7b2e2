package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's programs for one cluster; they run as a user whom they accept, whoever runs the tests. */
final class PostgresPrograms {

    private static final List<String> AS_NOBODY = List.of("unshare", "-U");

    private final Path directory;
    private final Path cluster;

    /** @param directory of the programs */
    PostgresPrograms(Path directory, Path cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    /** Starts the server on a port of 127.0.0.1, without a socket file, whose directory it might not be allowed to write. */
    void start(int port) throws IOException, InterruptedException {
        run(user(), "pg_ctl", startOptions(port));
    }

    /** The same in a namespace of its own, which alone has a disk of so many megabytes, a tmpfs, at a directory. */
    void startWithDisk(int port, Path mountPoint, int megabytes) throws IOException, InterruptedException {
        List<String> within = new ArrayList<>(SmallDisk.mount(mountPoint, megabytes));
        // There it would be root, whom it refuses.
        within.addAll(AS_NOBODY);
        run(within, "pg_ctl", startOptions(port));
    }

    void stop() throws IOException, InterruptedException {
        run(user(), "pg_ctl", "stop", "--wait", "--mode=fast");
    }

    void initialise() throws IOException, InterruptedException {
        run(user(), "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
    }

    private String[] startOptions(int port) {
        return new String[] {
            "start",
            "--wait",
            "--log=" + cluster.resolveSibling(cluster.getFileName() + ".log"),
            "--options=-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c timezone=UTC"
        };
    }

    /** PostgreSQL refuses to run as root; in a user namespace root is nobody, who still owns the files. */
    private static List<String> user() {
        return System.getProperty("user.name").equals("root") ? AS_NOBODY : List.of();
    }

    private void run(List<String> within, String program, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(within);
        command.add(directory.resolve(program).toString());
        command.add("--pgdata=" + cluster);
        command.addAll(List.of(options));
        Path output = Files.createTempFile(cluster.getParent(), program, ".out");
        // Into a file: the server inherits the output, and a pipe would not end before it does.
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " failed: " + Files.readString(output, StandardCharsets.UTF_8));
        }
    }
}
