package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.TestSite;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** What {@code cases} needs: of the packaged program as a process of its own, and with a database. */
class CasesProgramIT {

    @RegisterExtension
    static final TestSite parts = new TestSite().withDatabaseWithoutTables();

    @Test
    void theMappingsNeedNoSettingButTheRoutes() throws Exception {
        CommandRun run = CommandRun.in(parts.files(), with(Map.of("ROUTES_DIALECTS", "tasmota")), "cases");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("ok    sensor/seven-metrics\n", "ok    tasmota/sensor\n")
                .containsPattern("\n\n\\d+ ok, 0 different\n$");
    }

    @Test
    void theRowsNeedASchemaWhoseAbsenceIsReportedAndTheRightToWriteIt() throws Exception {
        Map<String, String> settings = parts.database().settings();

        CommandRun without = run(settings, "--rows", "sensor");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.output())
                .contains("relation \"device\" does not exist")
                .contains("; try: ");

        Flyway.configure().dataSource(parts.database().dataSource()).load().migrate();
        CommandRun run = run(settings, "--rows", "sensor", "unknown-topic");
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("\n\n\\d+ ok, 0 different, down to the rows\n$");
    }

    @Test
    void aDatabaseThatIsAwayIsReportedWithWhatToTryAndExitCode2() throws Exception {
        CommandRun run = run(Map.of("DB_URL", "jdbc:postgresql://127.0.0.1:1/none"), "--rows");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("127.0.0.1:1").contains("; try: ");
    }

    /** In this process. */
    private static CommandRun run(Map<String, String> settings, String... words) {
        return CommandRun.here(new CommandLine(new CasesCommand()), new StringWriter(), with(settings), words);
    }

    private static Map<String, String> with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ROUTES_DIR", Site.ROUTES.toAbsolutePath().toString());
        return all;
    }
}
