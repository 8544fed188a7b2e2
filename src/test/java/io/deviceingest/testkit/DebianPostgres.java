package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The newest PostgreSQL that Debian's packages have installed, as a cluster below a directory that the caller owns. */
public final class DebianPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final PostgresPrograms programs;
    private final int port;

    private DebianPostgres(PostgresPrograms programs, int port) {
        this.programs = programs;
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
        DebianPostgres postgres =
                new DebianPostgres(new PostgresPrograms(programs, directory.resolve("cluster")), FreePort.next());
        postgres.programs.initialise();
        postgres.programs.start(postgres.port);
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
        programs.stop();
    }
}
