package io.deviceingest.deadletter.command;

import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.SharedDatabase;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** Dead letters in a real database, and the commands for them with a site's own copy of the routes. */
final class Letters implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    /** When they arrive, if nothing else is said: an hour ago. */
    private static final String AN_HOUR_AGO = "now() - interval '1 hour'";

    private SharedDatabase database;
    private JdbcTemplate sql;
    private Path routes;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        database = SharedDatabase.migrated();
        sql = database.sql();
        routes = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "letters-");
    }

    /** No row, and the routes as they are shipped. */
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        sql.execute("TRUNCATE device, device_event, reading, dead_letter RESTART IDENTITY");
        FileSystemUtils.deleteRecursively(routes);
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
    }

    /** Changes a file of the site. */
    void edit(String file, String what, String into) throws IOException {
        Path path = routes.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(path + " does not hold " + what);
        }
        Files.writeString(path, text.replace(what, into));
    }

    /** Puts one into the table that arrived an hour ago, and returns its id. */
    long add(String reason, String topic, String payload) {
        return add(reason, topic, payload, AN_HOUR_AGO);
    }

    /** @param receivedAt an expression of SQL */
    long add(String reason, String topic, String payload, String receivedAt) {
        return add(reason, topic, payload.getBytes(StandardCharsets.UTF_8), receivedAt);
    }

    long add(String reason, String topic, byte[] payload, String receivedAt) {
        return sql.queryForObject(
                "INSERT INTO dead_letter (received_at, topic, qos, retained, payload, reason, error, route_id) VALUES ("
                        + receivedAt + ", ?, 1, false, ?, ?, 'as it was', 'sensor') RETURNING id",
                Long.class,
                topic,
                payload,
                reason);
    }

    /** What is in the column of the letters, in the order of their ids. */
    <T> List<T> column(String expression, Class<T> type) {
        return sql.queryForList("SELECT " + expression + " FROM dead_letter ORDER BY id", type);
    }

    List<Long> open() {
        return sql.queryForList(
                "SELECT id FROM dead_letter WHERE replayed_at IS NULL AND discarded_at IS NULL ORDER BY id",
                Long.class);
    }

    int readings() {
        return sql.queryForObject("SELECT count(*) FROM reading", Integer.class);
    }

    Database database() {
        return database;
    }

    JdbcTemplate sql() {
        return sql;
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(Patience.OF_STATEMENTS);
        settings.put("ROUTES_DIR", routes.toAbsolutePath().toString());
        return settings;
    }

    /** Gives a command. */
    CommandRun run(String... arguments) {
        return with(settings(), arguments);
    }

    /** The same with other settings. */
    CommandRun with(Map<String, String> settings, String... arguments) {
        return CommandRun.here(new CommandLine(new DeadLetterCommands()), new StringWriter(), settings, arguments);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        FileSystemUtils.deleteRecursively(routes);
        database.close();
    }
}
