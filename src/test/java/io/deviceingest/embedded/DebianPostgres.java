package io.deviceingest.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The newest PostgreSQL that Debian's packages have installed, as a cluster below a directory that the caller owns. */
public final class DebianPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path cluster;
    private final int port;

    private DebianPostgres(Path programs, Path cluster, int port) {
        this.programs = programs;
        this.cluster = cluster;
        this.port = port;
    }

    /** The directory of its programs; empty where none is installed. */
    public static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .map(version -> version.resolve("bin"));
        }
    }

    public static DebianPostgres start(Path programs, Path directory) throws Exception {
        DebianPostgres postgres = new DebianPostgres(programs, directory.resolve("cluster"), EmbeddedBroker.freePort());
        postgres.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        // Without a socket file, whose directory it might not be allowed to write.
        postgres.run(
                "pg_ctl",
                "start",
                "--wait",
                "--log=" + directory.resolve("log"),
                "--options=-p " + postgres.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
        return postgres;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public DataSource dataSource() {
        return new DriverManagerDataSource(url(), "postgres", "");
    }

    @Override
    public void close() throws Exception {
        run("pg_ctl", "stop", "--wait", "--mode=fast");
    }

    private void run(String program, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root; in a user namespace it is nobody, who still owns the files.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
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
