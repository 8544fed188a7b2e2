package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.TestSite;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** What an integrator reads of {@code lint}, with a real PostgreSQL where one is asked for. */
class LintCommandIT {

    @RegisterExtension
    static final TestSite parts = new TestSite().withDatabase();

    private LintedSite site;
    private Path routes;
    private Map<String, String> settings;
    private String output;

    @BeforeEach
    void copyRoutes() throws Exception {
        site = new LintedSite(Files.createTempDirectory(parts.files(), "site"));
        routes = site.file("");
        settings = parts.database().settings();
    }

    @Test
    void everyStatementOfThisProjectCanBePlanned() {
        assertThat(run("--database")).isZero();
        assertThat(output).isEqualTo("No findings in " + routes + ", and PostgreSQL can plan each statement\n");
    }

    @Test
    void everythingIsReportedAtOnceInTheOrderOfFilesAndLinesAndExitCode1() throws Exception {
        site.replace("sensor.camel.yaml", "parameters:", "paramters:");
        site.replace("sql/mark-silent-devices.sql", "FROM device\n", "FROM devise\n");
        site.replace("heartbeat.camel.yaml", "group: mapping", "note: none");

        assertThat(run("--database")).isEqualTo(1);
        assertThat(output.replace(routes + "/", "").lines())
                .hasSize(5)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("heartbeat.camel.yaml:1  group  route heartbeat must have a"
                                        + " group, but has none"),
                        line -> assertThat(line)
                                .isEqualTo("sensor.camel.yaml:12  schema  paramters is not known here;"
                                        + " did you mean parameters?"),
                        line -> assertThat(line)
                                .startsWith("sql/mark-silent-devices.sql:54  database  ")
                                .contains("devise")
                                .contains("; try: bring the schema to this version"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEqualTo("3 findings; docs/lint.md explains the rules"));
    }

    @Test
    void nothingIsRunAndNothingStays() {
        parts.tables()
                .sql()
                .execute("INSERT INTO device (device_id, status, first_seen, last_seen)"
                        + " VALUES ('lint', 'online', now(), now() - interval '1 year')");

        assertThat(run("--database")).isZero();
        assertThat(parts.tables().status("lint")).isEqualTo("online");
        assertThat(parts.tables().count("dead_letter")).isZero();
    }

    @Test
    void aDatabaseThatIsAwayIsReportedAndExitCode2() {
        settings = Map.of("DB_URL", "jdbc:postgresql://127.0.0.1:1/none");

        assertThat(run("--database")).isEqualTo(2);
        assertThat(output).contains("; try: ");
        assertThat(run()).isZero();
    }

    @Test
    void aSettingThatStandsInTheWayIsReportedAndExitCode2() {
        routes = Path.of("nowhere");

        assertThat(run()).isEqualTo(2);
        assertThat(output).startsWith("ROUTES_DIR must be a directory, but was \"nowhere\"");
    }

    @Test
    void thePackagedProgramLintsWithoutAnySettingButTheDirectory() throws Exception {
        CommandRun run = CommandRun.in(parts.files(), Map.of("ROUTES_DIR", routes.toString()), "lint");

        assertThat(run.output()).isEqualTo("No findings in " + routes + "\n");
        assertThat(run.exitCode()).isZero();
    }

    private int run(String... arguments) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ROUTES_DIR", routes.toString());
        CommandRun run = CommandRun.here(new CommandLine(new LintCommand()), new StringWriter(), all, arguments);
        output = run.output();
        return run.exitCode();
    }
}
