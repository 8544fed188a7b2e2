package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.embedded.CommandRun;
import io.deviceingest.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cases} of the packaged program, as its own process. */
class CasesProgramIT {

    @TempDir
    static Path files;

    private static EmbeddedDatabase database;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @Test
    void theMappingsNeedNoSettingButTheRoutes() throws Exception {
        CommandRun run = run(Map.of("ROUTES_DIALECTS", "tasmota"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("ok    sensor/seven-metrics\n", "ok    tasmota/sensor\n")
                .containsPattern("\n\n\\d\\d ok, 0 different\n$");
    }

    @Test
    void theRowsNeedASchemaThatIsSaidToBeMissingAndTheRightToWriteIt() throws Exception {
        database.sql().execute("CREATE DATABASE cases");
        String url = database.url().replace("/postgres", "/cases");
        Map<String, String> settings = Map.of("DB_URL", url, "DB_USERNAME", "postgres");

        CommandRun without = run(settings, "--rows", "sensor");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.output())
                .contains("relation \"device\" does not exist")
                .contains("; try: ");

        Flyway.configure().dataSource(url, "postgres", null).load().migrate();
        CommandRun run = run(settings, "--rows", "sensor", "unknown-topic");
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("\n\n\\d\\d ok, 0 different, down to the rows\n$");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidWithWhatToTryAndExitCode2() throws Exception {
        CommandRun run = run(Map.of("DB_URL", "jdbc:postgresql://127.0.0.1:1/none"), "--rows");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("127.0.0.1:1").contains("; try: ");
    }

    private static CommandRun run(Map<String, String> settings, String... words) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ROUTES_DIR", Site.ROUTES.toAbsolutePath().toString());
        String[] command = new String[words.length + 1];
        command[0] = "cases";
        System.arraycopy(words, 0, command, 1, words.length);
        return CommandRun.in(files, all, command);
    }
}
