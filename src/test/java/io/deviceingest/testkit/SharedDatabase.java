package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.util.FileSystemUtils;

/**
 * A database of a test's own in the one PostgreSQL that all tests of this JVM share: for tests that do nothing to the
 * server itself. The server starts with the first of them and ends with the JVM, of which it leaves nothing behind.
 */
public final class SharedDatabase implements Database, AutoCloseable {

    private static final AtomicInteger MADE = new AtomicInteger();
    /** With the schema as the program makes it, and no row. */
    private static final String TEMPLATE = "migrated";

    private static EmbeddedDatabase server;

    private final NamedDatabase database;

    private SharedDatabase(NamedDatabase database) {
        this.database = database;
    }

    /** One with the program's tables, which are empty. */
    public static SharedDatabase migrated() throws IOException {
        return from(TEMPLATE);
    }

    /** One without any table. */
    public static SharedDatabase withoutTables() throws IOException {
        return from("template1");
    }

    private static synchronized SharedDatabase from(String template) throws IOException {
        if (server == null) {
            server = start();
            NamedDatabase migrated = NamedDatabase.create(server, TEMPLATE, "");
            Flyway.configure().dataSource(migrated.dataSource()).load().migrate();
        }
        return new SharedDatabase(
                NamedDatabase.create(server, "test_" + MADE.incrementAndGet(), "TEMPLATE " + template));
    }

    private static EmbeddedDatabase start() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "shared-postgres-");
        EmbeddedDatabase started = EmbeddedDatabase.startToBeClosedInTurn(directory.resolve("database"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, directory)));
        return started;
    }

    private static void end(EmbeddedDatabase server, Path directory) {
        try {
            server.close();
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("PostgreSQL did not end, or left files in " + directory, e);
        }
    }

    @Override
    public String url() {
        return database.url();
    }

    @Override
    public int port() {
        return database.port();
    }

    @Override
    public DataSource dataSource() {
        return database.dataSource();
    }

    @Override
    public void close() {
        database.drop();
    }
}
