package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.FileSystemUtils;

/** Every case of this project, down to the rows in a real PostgreSQL, none of which stays. */
class RowCasesIT {

    @RegisterExtension
    static final TestSite parts = new TestSite().withDatabase();

    private static final Tables tables = parts.tables();

    private final ConfigurableEnvironment environment = environment(Site.ROUTES);

    private static ConfigurableEnvironment environment(Path routes) {
        Map<String, Object> settings = new HashMap<>(parts.database().settings());
        settings.put("ROUTES_DIR", routes.toString());
        return Site.environment(settings);
    }

    @TestFactory
    List<DynamicTest> everyCaseIsAsItSays() throws Exception {
        try (CaseRunner depth = CaseRunner.rows(environment)) {
            return Site.tests(Site.cases(environment), depth);
        }
    }

    @Test
    void nothingOfThemStaysAndWhatWasThereIsAsItWas() throws Exception {
        tables.sql().update("INSERT INTO device (device_id, status, first_seen) VALUES ('d', 'offline', now())");
        tables.sql().update("INSERT INTO reading (device_id, ts, received_at, digest) VALUES ('d', now(), now(), 1)");
        try (CaseRunner depth = CaseRunner.rows(environment)) {
            assertThat(Site.cases(environment).run(depth)).allMatch(CaseResult::isGood);
        }
        assertThat(rows()).isEqualTo("devices=1 offline=1 readings=1 events=0 letters=0");
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
        tables.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try (CaseRunner rows = CaseRunner.rows(environment(site));
                CaseRunner mapping = CaseRunner.mapping(environment(site))) {
            Cases cases = Site.cases(environment(site)).named(List.of("sensor", "status"));

            assertThat(cases.names()).contains("sensor/poison");
            assertThat(cases.run(rows)).allMatch(CaseResult::isGood);
            assertThat(cases.run(mapping)).allMatch(CaseResult::isGood);
        } finally {
            tables.sql().execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
        }
    }

    @Test
    void aBrokenStatementIsReportedForEveryCaseThatNeedsIt() throws Exception {
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
        assertThat(tables.sql()
                        .queryForList(
                                "SELECT column_name FROM information_schema.columns WHERE table_name = ?",
                                String.class,
                                table.toString()))
                .containsExactlyInAnyOrderElementsOf(table.columns());
    }

    private static Path site(String name) throws Exception {
        Path site = parts.files().resolve(name);
        FileSystemUtils.copyRecursively(Site.ROUTES, site);
        return site;
    }

    private static String rows() {
        return tables.text("""
                SELECT concat('devices=', (SELECT count(*) FROM device),
                              ' offline=', (SELECT count(*) FROM device WHERE status = 'offline'),
                              ' readings=', (SELECT count(*) FROM reading),
                              ' events=', (SELECT count(*) FROM device_event),
                              ' letters=', (SELECT count(*) FROM dead_letter))""");
    }
}
