package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The installed PgBouncer as a process of its own in front of a database, in transaction mode; everything else is as it
 * is shipped, but that it has very few connections to the server, so that its clients change places at once. Not
 * thread-safe.
 */
public final class PgBouncer implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final ServerProcess process;

    private PgBouncer(Path directory, int port, ServerProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one whose files live below a directory that the caller owns.
     *
     * @param roles whom it lets in, without a password
     */
    public static PgBouncer start(Path directory, EmbeddedDatabase database, String... roles) throws IOException {
        Files.createDirectories(directory);
        int port = FreePort.next();
        Path users = directory.resolve("users.txt");
        Files.write(
                users,
                List.of(roles).stream().map(role -> "\"" + role + "\" \"\"").toList());
        Path configuration = directory.resolve("pgbouncer.ini");
        Files.write(
                configuration,
                List.of(
                        "[databases]",
                        "* = host=127.0.0.1 port=" + database.port(),
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = trust",
                        "auth_file = " + users,
                        "pool_mode = transaction",
                        "default_pool_size = 3"));
        ProcessBuilder command = asOrdinaryUser(Tool.named("pgbouncer").command(configuration.toString()));
        return new PgBouncer(directory, port, ServerProcess.start(command, port, log(directory)));
    }

    /** It refuses to run as root; in a user namespace root is nobody, who still owns the files. */
    private static ProcessBuilder asOrdinaryUser(ProcessBuilder command) {
        if (System.getProperty("user.name").equals("root")) {
            List<String> words = new ArrayList<>(List.of("unshare", "-U"));
            words.addAll(command.command());
            command.command(words);
        }
        return command;
    }

    /** The address of a database behind it. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    /** What it has logged so far. */
    public String log() throws IOException {
        return Files.readString(log(directory));
    }

    private static Path log(Path directory) {
        return directory.resolve("pgbouncer.log");
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
    }
}
