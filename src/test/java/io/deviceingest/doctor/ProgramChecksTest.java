package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.ManagementSettings;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doctor reads from the readiness page of the running program. */
class ProgramChecksTest {

    private static final MqttSettings MQTT = SampleSettings.plainAt("127.0.0.1", 1883);

    private HttpServer program;

    @BeforeEach
    void startServer() throws IOException {
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.start();
    }

    @AfterEach
    void stopServer() {
        program.stop(0);
    }

    @Test
    void eachPartThatIsDownIsAFailureWithWhatToTry() throws Exception {
        assertThat(findings("DOWN", """
                "problem": "nothing listens at 127.0.0.1:1883", "try": "start the broker",""", """
                "problem": "role ingest lacks a privilege", "try": "GRANT it"\
                """))
                .containsExactly(
                        failure("nothing listens at 127.0.0.1:1883", "start the broker"),
                        failure("role ingest lacks a privilege", "GRANT it"));
    }

    @Test
    void aSessionThatWasTakenOverComesBeforeItsConsequences() throws Exception {
        assertThat(findings("DOWN", """
                "problem": "the connection was lost", "try": "look at the network",
                "takenOver": {"problem": "session taken over", "try": "another client id"},""", "")).first().isEqualTo(failure("session taken over", "another client id"));
    }

    @Test
    void aSubscriptionThatIsLeftOverIsWarnedOf() throws Exception {
        assertThat(findings("UP", """
                "leftOver": {"problem": "a message of another subscription", "try": "end the old session"},""", null))
                .containsExactly(Finding.warn(
                        "program readiness",
                        "the running program says: a message of another subscription",
                        "end the old session"));
    }

    @Test
    void aPartThatSaysNothingOfItselfIsShownAsItIs() throws Exception {
        assertThat(findings("UP", "", "")).containsExactly(failure("database is not ready: {}", "look into its log"));
    }

    private static Finding failure(String sentence, String remedy) {
        return Finding.fail("program readiness", "the running program says: " + sentence, remedy);
    }

    /** @param database the details of a database that is down; null for one that is up */
    private List<Finding> findings(String mqttStatus, String mqtt, String database) throws Exception {
        String page = """
                {"components": {
                  "mqtt": {"status": "%s", "details": {%s "broker": "%s", "clientId": "%s"}},
                  "database": {"status": "%s", "details": {%s}}}}""".formatted(
                        mqttStatus,
                        mqtt,
                        MQTT.broker().address(),
                        MQTT.session().clientId(),
                        database == null ? "UP" : "DOWN",
                        database == null ? "" : database);
        program.createContext("/actuator/health/readiness", exchange -> {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        Settings settings = new Settings(
                MQTT,
                null,
                null,
                null,
                null,
                new ManagementSettings(program.getAddress().getPort(), "", null),
                null,
                List.of());
        return ProgramChecks.of(settings, Duration.ofSeconds(30))
                .get(0)
                .examiner()
                .examine();
    }
}
