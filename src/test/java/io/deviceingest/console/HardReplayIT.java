package io.deviceingest.console;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** Replays from the console while somebody edits the routes, and while the database fails. */
class HardReplayIT {

    @RegisterExtension
    static final TestSite SITE = new TestSite().withBroker().withDatabase();

    private static final Tables tables = SITE.tables();

    private Path mapping;
    private String right;
    private Ingest program;
    private ConsoleClient person;

    @BeforeEach
    void aPersonIsLoggedIn() throws Exception {
        Path routes = Files.createTempDirectory(SITE.files(), "routes-").resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        mapping = routes.resolve("mapping/sensor.jslt");
        right = Files.readString(mapping);
        Map<String, String> settings = new HashMap<>(Map.of(
                "CONSOLE", "write",
                "CONSOLE_USERNAME", "ops",
                "CONSOLE_PASSWORD", "sample-only",
                "ROUTES_DIR", routes.toString(),
                "ROUTES_RELOAD", "true"));
        settings.putAll(Patience.OF_STATEMENTS);
        program = SITE.startReady(settings);
        person = new ConsoleClient(program.managementPort());
        person.awaitConsole();
        person.logIn("ops", "sample-only");
    }

    @Test
    void withABrokenEditNothingIsDoneAndTheFileIsNamedWithItsLine() throws Exception {
        List<Long> letters = letters(3);
        Files.writeString(mapping, right.replaceFirst("\\{", "{{"));

        HttpResponse<String> answer = replay(letters);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("Nothing was done: ", "sensor.jslt", "try:")
                .containsPattern("jslt:\\d+");
        assertThat(tables.count("dead_letter WHERE replayed_at IS NULL")).isEqualTo(3);
        assertThat(tables.count("reading")).isZero();
    }

    @Test
    void betweenEditsEachLetterAndEachMessageIsStoredOnceAndEachAnswerIsASentence() throws Exception {
        List<Long> letters = letters(60);
        Device device = SITE.device();
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Integer> edits = CompletableFuture.supplyAsync(() -> editUntil(ends));
        int sent = 0;
        try {
            for (List<Long> some : List.of(letters.subList(0, 20), letters.subList(20, 40), letters.subList(40, 60))) {
                for (int press = 0; press < 3; press++) {
                    device.publish(
                            "devices/live/sensor", "{\"temperature\":1,\"timestamp\":" + (1762254901 + sent++) + "}");
                    assertIsASentence(replay(some));
                }
            }
        } finally {
            ends.set(true);
        }
        assertThat(edits.get()).isPositive();
        Files.writeString(mapping, right);

        assertThat(replay(letters).statusCode()).isEqualTo(200);

        assertThat(tables.count("dead_letter WHERE replayed_at IS NOT NULL")).isEqualTo(60);
        assertThat(tables.count("reading WHERE device_id LIKE 'd-%'")).isEqualTo(60);
        tables.awaitCount("reading WHERE device_id = 'live'", sent);
        await("all is accounted for").until(() -> program.accountGap() == 0);
    }

    /** What is stored stays, and the person is told how many. */
    @Test
    void whereTheDatabaseFailsInTheMiddleTheAnswerSaysHowManyWereReplayed() throws Exception {
        List<Long> letters = letters(130);
        tables.sql().update("INSERT INTO device (device_id, first_seen) VALUES ('d-120', now())");
        CompletableFuture<HttpResponse<String>> answer;
        try (Connection holder = SITE.database().dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM device WHERE device_id = 'd-120' FOR UPDATE");
            answer = CompletableFuture.supplyAsync(() -> replay(letters));
            await("the replay waits for the device, and is ended")
                    .until(() -> tables.count("(SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                    + " datname = current_database() AND wait_event_type = 'Lock') AS ended")
                            == 1);
        }

        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(answer.get().body()).contains("Not all were replayed, only 100: ", "try:");
        assertThat(tables.count("dead_letter WHERE replayed_at IS NOT NULL")).isEqualTo(100);
        assertThat(tables.count("reading")).isEqualTo(100);
        assertThat(replay(letters).body()).contains("<span class=\"figure\">30</span> stored");
        assertThat(tables.count("reading")).isEqualTo(130);
    }

    private static void assertIsASentence(HttpResponse<String> answer) {
        assertThat(answer.body())
                .containsPattern(answer.statusCode() == 200 ? "<h1>Replayed</h1>" : "<h1>Nothing was done: [^<]+</h1>");
    }

    /** As an editor saves: in place, so that half a file may be read. */
    private int editUntil(AtomicBoolean ends) {
        List<String> texts =
                List.of(right.replaceFirst("\\{", "{{"), right, "", right + "\n// as this site likes it\n");
        int edits = 0;
        try {
            while (!ends.get()) {
                Files.writeString(mapping, texts.get(edits++ % texts.size()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return edits;
    }

    private HttpResponse<String> replay(List<Long> letters) {
        String ids = letters.stream().map(String::valueOf).collect(Collectors.joining(","));
        try {
            return person.post(
                    "/console/dead-letters/replay",
                    "_csrf=" + person.token("/console/checks") + "&confirmed=yes&because=mended&ids="
                            + ConsoleClient.encoded(ids));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Long> letters(int count) {
        return tables.sql()
                .queryForList(
                        "INSERT INTO dead_letter (received_at, topic, qos, retained, payload, reason) SELECT now(),"
                                + " 'devices/d-' || lpad(n::text, 3, '0') || '/sensor', 1, false,"
                                + " '{\"temperature\":1.5,\"timestamp\":1762254901}', 'unmappable'"
                                + " FROM generate_series(1, ?) AS n ORDER BY n RETURNING id",
                        Long.class,
                        count);
    }
}
