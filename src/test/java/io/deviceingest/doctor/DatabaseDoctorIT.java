package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.TestSite;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the doctor says of a database: of a healthy one, and of one that was broken in one place. */
class DatabaseDoctorIT {

    private static final String ROLE = "ingest";
    private static final String PASSWORD = "sample-only";
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy_MM");

    /** The broker is there so that only the database can have a fault. */
    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static String version;

    private String url;
    private JdbcTemplate owner;
    private Map<String, String> settings;

    @BeforeAll
    static void createRoles() throws Exception {
        EmbeddedDatabase server = site.server();
        version = server.sql().queryForObject("SHOW server_version", String.class);
        server.sql().execute("CREATE ROLE ingest LOGIN PASSWORD '" + PASSWORD + "'");
        server.sql().execute("CREATE ROLE reader LOGIN");
        server.askForPasswordOf(ROLE);
    }

    @BeforeEach
    void createEmptyDatabase() {
        url = site.server().replaceDatabase("site", "OWNER ingest").url();
        owner = new JdbcTemplate(new DriverManagerDataSource(url, ROLE, PASSWORD));
        settings = site.settings(Map.of(
                "MQTT_BROKER_PORT",
                String.valueOf(site.broker().plainPort()),
                "MQTT_TLS",
                "off",
                "ROUTES_DIR",
                Path.of("routes").toAbsolutePath().toString(),
                "DB_URL",
                url,
                "DB_USERNAME",
                ROLE,
                "DB_PASSWORD",
                PASSWORD));
    }

    @Test
    void aHealthyDatabase() throws Exception {
        migrate("latest");
        makePartitions();

        assertGolden("database-healthy", 0);
        assertThat(owner.queryForObject(
                        "SELECT (SELECT count(*) FROM device) + (SELECT count(*) FROM reading)"
                                + " + (SELECT count(*) FROM dead_letter) + (SELECT count(*) FROM device_event)",
                        Integer.class))
                .as("rows that the trial left behind")
                .isZero();
    }

    @Test
    void aServerThatIsDown() throws Exception {
        int port = FreePort.next();
        settings.put("DB_URL", "jdbc:postgresql://127.0.0.1:" + port + "/site");

        DoctorRun run = run();

        Golden.assertSame("database-down", run.output(), Map.of(String.valueOf(port), "port"), "database");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aWrongPassword() throws Exception {
        settings.put("DB_PASSWORD", "another-sample");

        assertThat(assertGolden("database-wrong-password", 1)).doesNotContain("another-sample");
    }

    @Test
    void aDatabaseThatNobodyMade() throws Exception {
        settings.put("DB_URL", site.server().url().replaceFirst("/postgres$", "/elsewhere"));

        assertGolden("database-missing", 1);
    }

    @Test
    void aSchemaThatIsTooOldWhileTheProgramMustNotMigrate() throws Exception {
        migrate("1");
        settings.put("DB_MIGRATE", "off");

        assertGolden("database-schema-old", 1);
    }

    @Test
    void noSchemaWhileTheProgramMustNotMigrate() throws Exception {
        settings.put("DB_MIGRATE", "off");

        assertGolden("database-schema-missing", 1);
    }

    @Test
    void aRoleThatMayNotInsert() throws Exception {
        migrate("latest");
        makePartitions();
        owner.execute("GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO reader");
        settings.putAll(Map.of("DB_USERNAME", "reader", "DB_MIGRATE", "off"));

        assertGolden("database-no-insert", 1);
    }

    @Test
    void noPartitionForThisMonthAndNoDefault() throws Exception {
        migrate("latest");
        makePartitions();
        owner.execute("DROP TABLE reading_default");
        owner.execute("DROP TABLE reading_" + YearMonth.now(ZoneOffset.UTC).format(MONTH));

        assertGolden("database-no-default-partition", 1);
    }

    @Test
    void aDatabaseThatIsReadOnly() throws Exception {
        migrate("latest");
        makePartitions();
        owner.execute("ALTER DATABASE site SET default_transaction_read_only = on");

        assertGolden("database-read-only", 1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2' | FAIL  database schema +migration 2 .* is not the one | SET checksum = -?[0-9]+ WHERE version = '2'
            UPDATE flyway_schema_history SET success = false WHERE version = '2' | FAIL  database schema +migration 2 .* not finished | DELETE FROM flyway_schema_history
            INSERT INTO flyway_schema_history SELECT 1000, '1000', 'later', type, 'V1000__later.sql', 1, installed_by, now(), 1, true FROM flyway_schema_history LIMIT 1 | warn  database schema +newer than this program.* 1000 .later | run the device-ingest
            DROP TABLE flyway_schema_history | FAIL  database schema +the schema holds tables, but no history | DB_MIGRATE=off
            ALTER TABLE reading RENAME COLUMN digest TO moved | FAIL  database privileges +sql/store-messages.sql: the tables are not what the SQL expects: .*digest | schema to this version
            DROP TABLE dead_letter | FAIL  database schema +every migration was applied, but the database has no dead_letter | backup
            ALTER ROLE ingest SET synchronous_commit = off | warn  database settings +synchronous_commit is off | ALTER ROLE ingest RESET synchronous_commit
            ALTER ROLE ingest CONNECTION LIMIT 3 | warn  database connections +up to 7 are needed, and 3 are left | limit of the role
            """)
    void whatWasBrokenIsReportedWithWhatToTry(String breaking, String line, String remedy) throws Exception {
        migrate("latest");
        makePartitions();
        JdbcTemplate administrator = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));
        administrator.execute(breaking);
        try {
            assertThat(run().output()).containsPattern("(?m)^" + line + ".*\\R +try: .*" + remedy);
        } finally {
            administrator.execute("ALTER ROLE ingest RESET ALL");
            administrator.execute("ALTER ROLE ingest CONNECTION LIMIT -1");
        }
    }

    @Test
    void anEmptyDatabaseIsWellWhileTheProgramMayMigrate() throws Exception {
        DoctorRun run = run();

        assertThat(run.output())
                .containsPattern("(?m)^ok +database schema +empty; applied at start: 1 .*, 2 ")
                .containsPattern("(?m)^skip +database privileges +because of migrations that are applied at start");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aRoleThatMayNotMakeTablesCannotMigrate() throws Exception {
        settings.put("DB_USERNAME", "reader");

        assertThat(run().output())
                .containsPattern("(?m)^FAIL +database schema +migrations are to be applied at start, but role reader")
                .contains("GRANT CREATE ON SCHEMA public TO reader");
    }

    @Test
    void readingsThatWaitInTheDefaultPartitionAreCounted() throws Exception {
        migrate("latest");
        owner.execute("INSERT INTO reading SELECT 'd', now() - make_interval(years => n / 3), now(), n"
                + " FROM generate_series(0, 4) AS n");

        String output = run().output();

        assertThat(output)
                .containsPattern("(?m)^warn +database partition +no partition for "
                        + YearMonth.now(ZoneOffset.UTC).format(MONTH) + ", ")
                .containsPattern(
                        "(?m)^warn +database partition +3 readings of this month or later lie in reading_default");
    }

    @Test
    void aLockThatSomebodyHoldsIsNotWaitedFor() throws Exception {
        migrate("latest");
        makePartitions();
        try (Connection holder = owner.getDataSource().getConnection();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE dead_letter IN ACCESS EXCLUSIVE MODE");

            DoctorRun run = run();

            assertThat(run.output())
                    .containsPattern("(?m)^warn +database privileges +sql/insert-dead-letters.sql: PostgreSQL did not");
            assertThat(run.exitCode()).as("nothing is known to be wrong").isZero();
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            settings.put("DB_URL", "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/site");

            DoctorRun run = DoctorRun.here(settings, "--timeout", "5s");

            assertThat(run.output())
                    .containsPattern("(?m)^ok +database connect ")
                    .containsPattern("(?m)^FAIL +database login +127.0.0.1:[0-9]+ does not answer in time")
                    .containsPattern("(?m)^skip +database privileges +because of database login");
        }
    }

    private DoctorRun run() throws Exception {
        return DoctorRun.here(settings);
    }

    private String assertGolden(String name, int exitCode) throws Exception {
        DoctorRun run = run();
        Golden.assertSame(
                name,
                run.output(),
                Map.of(String.valueOf(site.server().port()), "port", "PostgreSQL " + version, "version"),
                "database");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.output()).doesNotContain(PASSWORD);
        return run.output();
    }

    private void migrate(String target) {
        Flyway.configure().dataSource(url, ROLE, PASSWORD).target(target).load().migrate();
    }

    private void makePartitions() {
        owner.queryForList("SELECT ensure_reading_partitions(3)");
    }
}
