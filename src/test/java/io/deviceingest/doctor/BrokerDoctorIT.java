package io.deviceingest.doctor;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import io.deviceingest.testkit.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor prints for each way in which the broker can be out of reach, and of a healthy one. */
class BrokerDoctorIT {

    private static final String[] RIGHT_NAMES = {"127.0.0.1", "localhost"};

    /** The broker's certificate is as it should be. */
    @RegisterExtension
    static final TestSite site = new TestSite()
            .withDatabase()
            .withBroker(files -> EmbeddedBroker.start(files, BrokerCertificate.signed(files, RIGHT_NAMES)));

    private static Path files;
    private static EmbeddedBroker broker;

    @BeforeAll
    static void takeParts() {
        files = site.files();
        broker = site.broker();
    }

    @BeforeEach
    void letEverybodyIn() {
        broker.rules().requirePassword(null);
        broker.rules().allowSubscribing(true);
    }

    @Test
    void aHealthySetUpInEveryRoom() throws Exception {
        site.tables().sql().queryForList("SELECT ensure_reading_partitions(3)");
        Map<String, String> settings = settings(broker.port(), Map.of());

        DoctorRun run = DoctorRun.in(Files.createDirectories(files.resolve("healthy")), settings);

        Golden.assertSame("healthy", withoutTimes(run.output()), variable(settings));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aHealthyBroker() throws Exception {
        assertGolden("broker-healthy", broker.port(), Map.of("MQTT_SHARE_GROUP", "ingest"));
    }

    @Test
    void aHealthyBrokerWithoutTls() throws Exception {
        assertGolden("broker-healthy-without-tls", broker.plainPort(), Map.of("MQTT_TLS", "off"));
    }

    @Test
    void aNameThatDoesNotResolve() throws Exception {
        assertGolden("broker-wrong-host", broker.port(), Map.of("MQTT_BROKER_HOST", "broker.invalid"));
    }

    @Test
    void aPortWhereNothingListens() throws Exception {
        assertGolden("broker-wrong-port", FreePort.next(), Map.of());
    }

    @Test
    void plainMqttToATlsPort() throws Exception {
        assertGolden("broker-wants-tls", broker.port(), Map.of("MQTT_TLS", "off"));
    }

    @Test
    void tlsToAPlainPort() throws Exception {
        assertGolden("broker-without-tls", broker.plainPort(), Map.of(), "--timeout", "15s");
    }

    @Test
    void theCertificateOfAnotherAuthority() throws Exception {
        Path other = BrokerCertificate.selfSigned(files.resolve("other")).caFile();

        assertGolden("broker-other-ca", broker.port(), Map.of("MQTT_CA_FILE", other.toString()));
    }

    @Test
    void anExpiredCertificate() throws Exception {
        assertGoldenOfCertificate("broker-expired", Validity.ofDays(-10, 5), RIGHT_NAMES);
    }

    @Test
    void aCertificateThatIsNotYetValid() throws Exception {
        assertGoldenOfCertificate("broker-not-yet-valid", Validity.ofDays(10, 30), RIGHT_NAMES);
    }

    @Test
    void aCertificateWithoutTheAddress() throws Exception {
        assertGoldenOfCertificate("broker-other-name", Validity.LONG_ENOUGH, "localhost", "broker.example");
    }

    @Test
    void aClientCertificateThatIsRequiredAndMissing() throws Exception {
        BrokerCertificate certificate = BrokerCertificate.signed(files.resolve("strict"), RIGHT_NAMES);
        try (EmbeddedBroker strict =
                EmbeddedBroker.startStrict(files.resolve("strict-broker"), certificate, certificate.caFile())) {
            assertGolden(
                    "broker-client-certificate",
                    strict.port(),
                    Map.of("MQTT_CA_FILE", strict.caFile().toString()));
        }
    }

    @Test
    void aWrongPassword() throws Exception {
        broker.rules().requirePassword("right");

        assertGolden(
                "broker-wrong-password", broker.port(), Map.of("MQTT_USERNAME", "ingest", "MQTT_PASSWORD", "wrong"));
    }

    @Test
    void aFilterThatTheAccessRulesRefuse() throws Exception {
        broker.rules().allowSubscribing(false);

        assertGolden(
                "broker-refuses-filter",
                broker.port(),
                Map.of("MQTT_USERNAME", "ingest", "MQTT_TOPIC", "devices/+/sensor,devices/+/status"));
    }

    @Test
    void aServerThatIsNoBroker() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // Else it has one thread, which waits for the end of what it takes for a request.
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
        try {
            assertGolden("broker-is-http", server.getAddress().getPort(), Map.of(), "--timeout", "15s");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void aPortThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertGolden("broker-silent", silent.getLocalPort(), Map.of(), "--timeout", "5s");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aPortThatTakesNoConnection() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fillUp(full);
            try {
                long start = System.nanoTime();
                assertGolden("broker-black-hole", full.getLocalPort(), Map.of(), "--timeout", "5s");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            } finally {
                for (Socket socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void twoProgramsWithTheSameClientId() throws Exception {
        Map<String, String> id = Map.of("MQTT_CLIENT_ID", "twice");
        try (Ingest first = site.start(id)) {
            first.awaitReady();
            try (Ingest second = site.start(id)) {
                second.awaitReady();
                await().until(() -> first.health("readiness").contains("\"takenOver\""));

                assertGolden(
                        "program-taken-over",
                        broker.port(),
                        Map.of("MQTT_CLIENT_ID", "twice", "MANAGEMENT_PORT", String.valueOf(first.managementPort())));
            }
        }
    }

    @Test
    void aSubscriptionLeftOverFromEarlierSettings() throws Exception {
        try (Ingest before = site.start(Map.of("MQTT_CLIENT_ID", "changed"))) {
            before.awaitReady();
        }
        try (Ingest after = site.start(Map.of("MQTT_CLIENT_ID", "changed", "MQTT_TOPIC", "devices/+/sensor"));
                Device device = new Device(broker, "device")) {
            after.awaitReady();
            device.publish("devices/d/status", "online");
            await().until(() -> after.health("readiness").contains("\"leftOver\""));

            assertGolden(
                    "program-left-over",
                    broker.port(),
                    Map.of(
                            "MQTT_CLIENT_ID", "changed",
                            "MQTT_TOPIC", "devices/+/sensor",
                            "MANAGEMENT_PORT", String.valueOf(after.managementPort())));
        }
    }

    @Test
    void whatADialectSubscribesToIsLookedAtToo() throws Exception {
        DoctorRun run = DoctorRun.here(settings(broker.port(), Map.of("ROUTES_DIALECTS", "tasmota")));

        assertThat(run.output())
                .containsPattern("(?m)^ok    broker SUBSCRIBE +devices/\\+/#: ")
                .containsPattern("(?m)^ok    broker SUBSCRIBE +tele/\\+/LWT: ");
    }

    @Test
    void mosquittoGrantsWhatAnAclFileForbids() throws Exception {
        Tool.named("mosquitto");
        Path rules = Files.writeString(files.resolve("acl"), "topic write devices/#\n");
        try (MosquittoBroker mosquitto = MosquittoBroker.start(files.resolve("mosquitto"), "acl_file " + rules)) {
            assertGolden(
                    "mosquitto-acl-file",
                    mosquitto.port(),
                    Map.of("MQTT_CA_FILE", mosquitto.caFile().toString()));
        }
    }

    /** Mosquitto says so only after the handshake of TLS 1.3, and a plain port of it closes without a word. */
    @Test
    void mosquittoMissesAClientCertificateAndTlsMissesItsPlainPort() throws Exception {
        Tool.named("mosquitto");
        Path directory = files.resolve("mosquitto-strict");
        int strictPort = FreePort.next();
        int plainPort = FreePort.next();
        try (MosquittoBroker mosquitto = MosquittoBroker.start(
                directory,
                MosquittoBroker.listener(directory, strictPort),
                "require_certificate true",
                "listener " + plainPort + " 127.0.0.1")) {
            Map<String, String> ca = Map.of("MQTT_CA_FILE", mosquitto.caFile().toString());
            assertGolden("mosquitto-client-certificate", strictPort, ca);
            assertGolden("mosquitto-without-tls", plainPort, ca);
            assertGolden("mosquitto-wants-tls", mosquitto.port(), Map.of("MQTT_TLS", "off"));
        }
    }

    private static void assertGoldenOfCertificate(String name, Validity validity, String... names) throws Exception {
        BrokerCertificate certificate = BrokerCertificate.signed(files.resolve(name), validity, names);
        try (EmbeddedBroker other = EmbeddedBroker.start(files.resolve(name + "-broker"), certificate)) {
            assertGolden(
                    name, other.port(), Map.of("MQTT_CA_FILE", other.caFile().toString()));
        }
    }

    private static void assertGolden(String name, int port, Map<String, String> changed, String... options)
            throws Exception {
        Map<String, String> settings = settings(port, changed);
        DoctorRun run = DoctorRun.here(settings, options);
        Golden.assertSame(name, withoutTimes(run.output()), variable(settings), "broker", "program");
    }

    private static Map<String, String> settings(int port, Map<String, String> changed) throws IOException {
        Map<String, String> settings = site.settings(Map.of(
                "MQTT_BROKER_PORT", String.valueOf(port),
                "ROUTES_DIR", Path.of("routes").toAbsolutePath().toString(),
                "MANAGEMENT_PORT", String.valueOf(FreePort.next())));
        settings.putAll(changed);
        return settings;
    }

    private static Map<String, String> variable(Map<String, String> settings) {
        return Map.of(
                settings.get("MQTT_BROKER_PORT"), "port",
                settings.get("MANAGEMENT_PORT"), "management port",
                settings.get("ROUTES_DIR"), "routes",
                String.valueOf(site.database().port()), "database port",
                settings.get("DB_URL").replaceFirst(".*/", ""), "database",
                settings.get("MQTT_CA_FILE"), "CA file");
    }

    private static String withoutTimes(String output) {
        return output.replaceAll("\\d{4}-\\d{2}-\\d{2}", "<date>")
                .replaceAll("doctor-[0-9a-f]{8}", "doctor-<random>")
                .replaceAll("after \\d+ ms", "after <n> ms")
                .replaceAll("valid for \\d+ days", "valid for <n> days")
                .replaceAll("PostgreSQL [\\d.]+", "PostgreSQL <version>")
                .replaceAll("device-ingest CA [0-9a-f]{8}", "device-ingest CA <random>")
                .replaceAll("\\d+ times since the start, \\d+ s ago", "<n> times since the start, <n> s ago")
                .replaceAll("; there is an answer with [^\\n]*", "");
    }

    /** Connects until nobody is let in any more: what comes then is dropped without a word. */
    private static List<Socket> fillUp(ServerSocket server) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try {
            while (true) {
                Socket socket = new Socket();
                waiting.add(socket);
                socket.connect(server.getLocalSocketAddress(), 500);
            }
        } catch (SocketTimeoutException e) {
            return waiting;
        }
    }
}
