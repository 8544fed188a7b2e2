package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deviceingest.testkit.DebianPostgres;
import io.deviceingest.testkit.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Migrations and statements on the PostgreSQL of Debian, which is older than the one of the other tests. */
class OlderPostgresIT {

    @TempDir
    static Path files;

    private static DebianPostgres postgres;
    private static Routes routes;
    private static JdbcTemplate sql;

    @BeforeAll
    static void startEverything() throws Exception {
        Optional<Path> programs = DebianPostgres.programs();
        if (programs.isEmpty()) {
            String reason = "no PostgreSQL in /usr/lib/postgresql; try: apt-get install postgresql";
            assertThat(System.getenv("CI_REQUIRES_TOOLS")).as(reason).isNotEqualTo("true");
            LoggerFactory.getLogger(OlderPostgresIT.class).warn("Skipped: {}", reason);
            assumeTrue(false, reason);
        }
        postgres = DebianPostgres.start(programs.get(), files);
        sql = new JdbcTemplate(postgres.dataSource());
        routes = Routes.start(Map.of("DB_URL", postgres.url(), "DB_USERNAME", "postgres"));
        await().until(routes::areStarted);
    }

    @AfterAll
    static void stopEverything() throws Exception {
        if (routes != null) {
            routes.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void whatDevicesSayIsStored() throws Exception {
        CompletableFuture.allOf(
                        routes.send("a", "sensor", "{\"temperature\":25.5,\"on\":true}"),
                        routes.send("a", "heartbeat", "{\"heap\":50000}"),
                        routes.send("a", "status", "offline"))
                .get(SOON.toSeconds(), TimeUnit.SECONDS);

        assertThat(sql.queryForMap("SELECT status, attributes::text AS attributes FROM device WHERE device_id = 'a'"))
                .containsEntry("status", "offline")
                .containsEntry("attributes", "{\"heap\": 50000}");
        assertThat(sql.queryForList("SELECT value FROM device_metrics ORDER BY metric_type", Double.class))
                .containsExactly(1.0, 25.5);
        assertThat(sql.queryForList("SELECT status FROM device_event WHERE device_id = 'a' ORDER BY id", String.class))
                .containsExactly("online", "offline");
    }

    @Test
    void whatCanNeverSucceedIsADeadLetterWholeOrStripped() throws Exception {
        routes.send("b", "sensor", "{").get(SOON.toSeconds(), TimeUnit.SECONDS);
        sql.execute("ALTER TABLE dead_letter ADD CONSTRAINT no_error CHECK (error IS NULL) NOT VALID");
        routes.send("b", "sensor", "[").get(SOON.toSeconds(), TimeUnit.SECONDS);

        assertThat(sql.queryForList("SELECT convert_from(payload, 'UTF8') FROM dead_letter ORDER BY id", String.class))
                .containsExactly("{", "[");
    }

    @Test
    void aSilentDeviceTurnsOffline() throws Exception {
        routes.send("c", "heartbeat", "{}").get(SOON.toSeconds(), TimeUnit.SECONDS);
        routes.send("never", "heartbeat", "{}").get(SOON.toSeconds(), TimeUnit.SECONDS);
        sql.execute("UPDATE device SET offline_after = '1000 years' WHERE device_id = 'never'");
        String statement =
                Files.readString(Path.of("routes/sql/mark-silent-devices.sql")).replace(":?", ":");
        long inAnHour = (Instant.now().getEpochSecond() + 3_600) * 1_000_000;
        Map<String, Object> swept = new NamedParameterJdbcTemplate(sql)
                .queryForMap(
                        statement, Map.of("replica", "device-ingest", "now", inAnHour, "quiet", 3_600, "silence", 90));

        assertThat((Long) swept.get("turned")).isPositive();
        assertThat(sql.queryForMap("SELECT status, status_cause FROM device WHERE device_id = 'c'"))
                .containsEntry("status", "offline")
                .containsEntry("status_cause", "silence");
        assertThat(sql.queryForObject("SELECT status FROM device WHERE device_id = 'never'", String.class))
                .isEqualTo("online");
    }

    @Test
    void thePartitionsOfTheMonthsAheadAreThere() {
        assertThat(sql.queryForObject("SELECT ensure_reading_partitions(3)", Integer.class))
                .as("the program has made them")
                .isZero();
        assertThat(sql.queryForObject("SELECT ensure_reading_partitions(5)", Integer.class))
                .isEqualTo(2);
    }
}
