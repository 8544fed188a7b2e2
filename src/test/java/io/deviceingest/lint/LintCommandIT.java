package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.embedded.CommandRun;
import io.deviceingest.embedded.EmbeddedDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an integrator reads of {@code lint}, with a real PostgreSQL where one is asked for. */
class LintCommandIT {

    @TempDir
    static Path files;

    private static EmbeddedDatabase database;

    private LintedSite site;
    private Path routes;
    private StringWriter output;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @BeforeEach
    void copyRoutes() throws Exception {
        site = new LintedSite(Files.createTempDirectory(files, "site"));
        routes = site.file("");
        output = new StringWriter();
        System.setProperty("routes.dir", routes.toString());
        System.setProperty("db.url", database.url());
        System.setProperty("db.username", "postgres");
    }

    @AfterEach
    void forgetSettings() {
        System.clearProperty("routes.dir");
        System.clearProperty("db.url");
        System.clearProperty("db.username");
    }

    @Test
    void everyStatementOfThisProjectCanBePlanned() {
        assertThat(run("--database")).isZero();
        assertThat(output).hasToString("No findings in " + routes + ", and PostgreSQL can plan each statement\n");
    }

    @Test
    void everythingIsSaidAtOnceInTheOrderOfFilesAndLinesAndExitCode1() throws Exception {
        site.replace("sensor.camel.yaml", "parameters:", "paramters:");
        site.replace("sql/mark-silent-devices.sql", "FROM device\n", "FROM devise\n");
        site.replace("heartbeat.camel.yaml", "group: mapping", "note: none");

        assertThat(run("--database")).isEqualTo(1);
        assertThat(output.toString().replace(routes + "/", "").lines())
                .hasSize(5)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("heartbeat.camel.yaml:1  group  route heartbeat must have a"
                                        + " group, but has none"),
                        line -> assertThat(line)
                                .isEqualTo("sensor.camel.yaml:12  schema  paramters is not known here;"
                                        + " did you mean parameters?"),
                        line -> assertThat(line)
                                .startsWith("sql/mark-silent-devices.sql:48  database  ")
                                .contains("devise")
                                .contains("; try: bring the schema to this version"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEqualTo("3 findings; docs/lint.md explains the rules"));
    }

    @Test
    void nothingIsRunAndNothingStays() {
        database.sql()
                .execute("INSERT INTO device (device_id, status, first_seen, last_seen)"
                        + " VALUES ('lint', 'online', now(), now() - interval '1 year')");
        try {
            assertThat(run("--database")).isZero();
            assertThat(database.sql().queryForObject("SELECT status FROM device", String.class))
                    .isEqualTo("online");
            assertThat(database.sql().queryForObject("SELECT count(*) FROM dead_letter", Integer.class))
                    .isZero();
        } finally {
            database.sql().execute("TRUNCATE device");
        }
    }

    @Test
    void aDatabaseThatIsAwayIsSaidAndExitCode2() {
        System.setProperty("db.url", "jdbc:postgresql://127.0.0.1:1/none");

        assertThat(run("--database")).isEqualTo(2);
        assertThat(output.toString()).contains("; try: ");
        assertThat(run()).isZero();
    }

    @Test
    void aSettingThatStandsInTheWayIsSaidAndExitCode2() {
        System.setProperty("routes.dir", "nowhere");

        assertThat(run()).isEqualTo(2);
        assertThat(output.toString()).startsWith("ROUTES_DIR must be a directory, but was \"nowhere\"");
    }

    @Test
    void thePackagedProgramLintsWithoutAnySettingButTheDirectory() throws Exception {
        CommandRun run = CommandRun.in(files, Map.of("ROUTES_DIR", routes.toString()), "lint");

        assertThat(run.output()).isEqualTo("No findings in " + routes + "\n");
        assertThat(run.exitCode()).isZero();
    }

    private int run(String... arguments) {
        return new CommandLine(new LintCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .execute(arguments);
    }
}
