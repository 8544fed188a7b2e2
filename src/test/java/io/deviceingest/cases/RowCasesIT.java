package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/** Every case of this project, down to the rows in a real PostgreSQL, none of which stays. */
class RowCasesIT {

    @TempDir
    static Path files;

    private static EmbeddedDatabase database;
    private static JdbcTemplate sql;
    private static ConfigurableEnvironment environment;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
        sql = database.sql();
        environment = environment(Site.ROUTES);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    private static ConfigurableEnvironment environment(Path routes) {
        return Site.environment(
                Map.of("routes.dir", routes.toString(), "db.url", database.url(), "db.username", "postgres"));
    }

    @TestFactory
    List<DynamicTest> everyCaseIsAsItSays() throws Exception {
        try (CaseRunner depth = CaseRunner.rows(environment)) {
            return Site.tests(Site.cases(environment), depth);
        }
    }

    @Test
    void nothingOfThemStaysAndWhatWasThereIsAsItWas() throws Exception {
        sql.update("INSERT INTO device (device_id, status, first_seen) VALUES ('d', 'offline', now())");
        sql.update("INSERT INTO reading (device_id, ts, received_at, digest) VALUES ('d', now(), now(), 1)");
        try (CaseRunner depth = CaseRunner.rows(environment)) {
            assertThat(Site.cases(environment).run(depth)).allMatch(CaseResult::isGood);

            assertThat(rows()).isEqualTo("devices=1 offline=1 readings=1 events=0 letters=0");
        } finally {
            sql.execute("TRUNCATE device, reading");
        }
    }

    @Test
    void aMessageThatOnlyTheDatabaseRefusesIsADeadLetterAndTheCasesAfterItGoOn() throws Exception {
        Path site = site("refused");
        Files.writeString(site.resolve("cases/sensor/poison.yaml"), """
                topic: devices/d/sensor
                payload: '{"poison":1}'
                expect:
                  device: []
                  dead_letter:
                    reason: rejected-by-database
                    error: no_poison
                """);
        sql.execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try (CaseRunner rows = CaseRunner.rows(environment(site));
                CaseRunner mapping = CaseRunner.mapping(environment(site))) {
            Cases cases = Site.cases(environment(site)).named(List.of("sensor", "status"));

            assertThat(cases.names()).contains("sensor/poison");
            assertThat(cases.run(rows)).allMatch(CaseResult::isGood);
            assertThat(cases.run(mapping)).allMatch(CaseResult::isGood);
        } finally {
            sql.execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
        }
    }

    @Test
    void aStatementThatIsBrokenIsSaidOfEveryCaseThatNeedsIt() throws Exception {
        Path site = site("broken");
        Path statement = site.resolve("sql/store-messages.sql");
        Files.writeString(
                statement, Files.readString(statement).replace("INSERT INTO reading", "INSERT INTO readings"));
        try (CaseRunner depth = CaseRunner.rows(environment(site))) {
            List<CaseResult> results = Site.cases(environment(site))
                    .named(List.of("sensor/time-seconds", "unknown-topic/no-suffix"))
                    .run(depth);

            assertThat(results.get(0).mismatches())
                    .singleElement()
                    .asString()
                    .startsWith(site.resolve("cases/sensor/time-seconds.yaml") + ":5  ")
                    .contains("would be redelivered: not stored: ")
                    .contains("relation \"readings\" does not exist (SQLSTATE 42P01)");
            assertThat(results.get(1).isGood()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void theColumnsThatCasesMayNameAreThoseOfTheTable(Table table) {
        assertThat(sql.queryForList(
                        "SELECT column_name FROM information_schema.columns WHERE table_name = ?",
                        String.class,
                        table.toString()))
                .containsExactlyInAnyOrderElementsOf(table.columns());
    }

    private static Path site(String name) throws Exception {
        Path site = files.resolve(name);
        FileSystemUtils.copyRecursively(Site.ROUTES, site);
        return site;
    }

    private static String rows() {
        return sql.queryForObject("""
                SELECT concat('devices=', (SELECT count(*) FROM device),
                              ' offline=', (SELECT count(*) FROM device WHERE status = 'offline'),
                              ' readings=', (SELECT count(*) FROM reading),
                              ' events=', (SELECT count(*) FROM device_event),
                              ' letters=', (SELECT count(*) FROM dead_letter))""", String.class);
    }
}
