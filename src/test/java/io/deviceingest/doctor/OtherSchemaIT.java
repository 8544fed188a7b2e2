package io.deviceingest.doctor;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.PgBouncer;
import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables in a schema of their own, for a role that has no rights in {@code public}: direct, and behind a pooler. */
class OtherSchemaIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withServer();

    private String url;
    private JdbcTemplate admin;

    @BeforeAll
    static void createRole() {
        site.server().sql().execute("CREATE ROLE ingest LOGIN");
    }

    @BeforeEach
    void createDatabaseWithoutRightsInPublic() {
        Database created = site.server().replaceDatabase("site", "");
        url = created.url();
        admin = created.sql();
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        admin.execute("CREATE SCHEMA site AUTHORIZATION ingest");
    }

    @Test
    void currentSchemaHoldsForEverythingThatTheProgramDoes() throws Exception {
        String address = url + "?currentSchema=site";
        assertStores(address);
        admin.execute("CREATE TABLE site.reading_2020_01 PARTITION OF site.reading"
                + " FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00')");
        admin.execute("ALTER TABLE site.reading_2020_01 OWNER TO ingest");

        try (Routes routes =
                site.startRoutes(Map.of("DB_URL", address, "DB_USERNAME", "ingest", "READING_RETENTION", "90d"))) {
            await().until(() -> count("site", "reading_2020_01") == 0);
            assertThat(routes.areStarted()).isTrue();
        }

        assertThat(count("public", "%")).isZero();
        assertGood(address);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DROP TABLE site.reading_default                         | as the owner of reading: SET search_path = site; CREATE
            DELETE FROM site.flyway_schema_history WHERE version='1'; UPDATE site.flyway_schema_history SET success = false | DELETE FROM site.flyway_schema_history
            ALTER SCHEMA site RENAME TO elsewhere                   | CREATE SCHEMA IF NOT EXISTS site; GRANT USAGE, CREATE ON SCHEMA site TO ingest
            """)
    void whatIsToBeDoneNamesTheSchema(String damage, String remedy) throws Exception {
        String address = url + "?currentSchema=site";
        assertStores(address);
        admin.execute(damage);

        assertThat(doctor(address)).contains(remedy);
    }

    @Test
    void aPoolerThatRefusesCurrentSchemaIsReportedWithTheLineThatDoesTheSame() throws Exception {
        try (PgBouncer pooler = PgBouncer.start(site.files().resolve("pooler"), site.server(), "ingest")) {
            String address = pooler.url("site");
            String remedy = "ALTER ROLE ingest IN DATABASE site SET search_path = site";
            assertThat(doctor(address + "?currentSchema=site"))
                    .contains("takes no search_path at the login")
                    .contains("take currentSchema out of DB_URL, and as an administrator: " + remedy);
            assertThat(doctor(address + "?options=-c%20search_path=site")).contains("take options out of DB_URL");

            admin.execute(remedy);

            assertStores(address);
            assertThat(count("public", "%")).isZero();
            assertGood(address);
        }
    }

    private void assertStores(String address) throws Exception {
        try (Routes routes = site.startRoutes(Map.of("DB_URL", address, "DB_USERNAME", "ingest"))) {
            routes.send("d", "sensor", "{\"t\":1}").get(SOON.toSeconds(), TimeUnit.SECONDS);
            routes.send("d", "sensor", "{").get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(admin.queryForObject(
                        "SELECT (SELECT count(*) FROM site.reading WHERE tableoid <> 'site.reading_default'::regclass)"
                                + " + (SELECT count(*) FROM site.dead_letter)",
                        Integer.class))
                .isEqualTo(2);
    }

    private static void assertGood(String address) throws IOException {
        assertThat(doctor(address).lines().filter(line -> line.contains(" database ")))
                .hasSize(11)
                .allMatch(line -> line.startsWith("ok "));
    }

    private static String doctor(String address) throws IOException {
        return DoctorRun.here(Map.of(
                        "MQTT_BROKER_HOST",
                        "127.0.0.1",
                        "MQTT_BROKER_PORT",
                        String.valueOf(FreePort.next()),
                        "MQTT_TLS",
                        "off",
                        "ROUTES_DIR",
                        Path.of("routes").toAbsolutePath().toString(),
                        "DB_URL",
                        address,
                        "DB_USERNAME",
                        "ingest"))
                .output();
    }

    private int count(String schema, String name) {
        return admin.queryForObject(
                "SELECT count(*) FROM pg_class WHERE relnamespace = ?::regnamespace AND relname LIKE ?",
                Integer.class,
                schema,
                name);
    }
}
