package io.deviceingest.testkit;

import io.deviceingest.IngestProgram;
import io.deviceingest.management.ManagementServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./mvnw spring-boot:test-run}: the real program with a broker, a database, certificates and five devices made
 * on the spot, for somebody who has nothing but a JDK. Ctrl-C ends all of it.
 */
public final class EmbeddedDeviceIngest {

    private static final Path FILES = Path.of("target", "embedded");
    private static final String OPERATOR = "operator";
    private static final int STATUS_EVERY_SECONDS = 10;

    private EmbeddedDeviceIngest() {}

    public static void main(String[] args) throws Exception {
        FileSystemUtils.deleteRecursively(FILES);
        Files.createDirectories(FILES);
        // The order of the end: what was started last first, so that the program stores what it holds.
        Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> parts.forEach(EmbeddedDeviceIngest::closeQuietly)));
        EmbeddedBroker broker = EmbeddedBroker.start(FILES.resolve("broker"));
        parts.push(broker);
        EmbeddedDatabase database = EmbeddedDatabase.startToBeClosedInTurn(FILES.resolve("database"));
        parts.push(database);
        String password = newPassword();
        ConfigurableApplicationContext program = new SpringApplicationBuilder(IngestProgram.class)
                .properties(Map.of("spring.main.register-shutdown-hook", "false"))
                .run(
                        "--ROUTES_RELOAD=true",
                        "--MQTT_BROKER_HOST=127.0.0.1",
                        "--MQTT_BROKER_PORT=" + broker.port(),
                        "--MQTT_TLS=on",
                        "--MQTT_CA_FILE=" + broker.caFile(),
                        "--DB_URL=" + database.url(),
                        "--DB_USERNAME=postgres",
                        "--CONSOLE=write",
                        "--CONSOLE_USERNAME=" + OPERATOR,
                        "--CONSOLE_PASSWORD=" + password);
        parts.push(program);
        parts.push(SimulatedDevices.start(broker));
        ScheduledExecutorService status = Executors.newSingleThreadScheduledExecutor();
        parts.push(status::shutdownNow);
        sayWhereToLook(program, password, broker, database);
        JdbcTemplate sql = database.sql();
        status.scheduleAtFixedRate(
                () -> sayStatus(sql), STATUS_EVERY_SECONDS / 2, STATUS_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Another one at each start: it is good for nothing else. */
    private static String newPassword() {
        byte[] random = new byte[9];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    private static void sayWhereToLook(
            ConfigurableApplicationContext program, String password, EmbeddedBroker broker, EmbeddedDatabase database) {
        String address =
                "http://127.0.0.1:" + program.getBean(ManagementServer.class).port();
        say("");
        say("  Console  " + address + "/console   user name " + OPERATOR + ", password " + password);
        say("  Health   " + address + "/actuator/health/readiness");
        say("  Metrics  " + address + "/actuator/prometheus");
        say("  Tables   psql -h 127.0.0.1 -p " + database.port()
                + " -U postgres -c 'SELECT * FROM device_latest ORDER BY device_id, metric_type'");
        say("  Publish  mosquitto_pub -V 5 -h 127.0.0.1 -p " + broker.port() + " --cafile " + broker.caFile()
                + " -q 1 -t devices/mine/sensor -m '{\"temperature\":25.5}'");
        say("  Routes   an edit below routes/ is checked, and applied without a restart");
        say("  Ctrl-C ends everything.");
        say("");
    }

    private static void sayStatus(JdbcTemplate sql) {
        try {
            say(sql.queryForObject("""
                    SELECT format('devices online: %s   readings stored: %s   dead letters: %s',
                                  (SELECT count(*) FROM device WHERE status = 'online'),
                                  (SELECT count(*) FROM reading),
                                  (SELECT count(*) FROM dead_letter))""", String.class));
        } catch (DataAccessException e) {
            say("the tables cannot be read yet: " + e.getMessage());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            say("closing " + part.getClass().getSimpleName() + " failed: " + e.getMessage());
        }
    }

    /** What a person reads goes to the terminal as it is, between the log lines. */
    private static void say(String line) {
        System.out.println(line);
    }
}
