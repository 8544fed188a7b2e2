package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The broker that most sites have, as it is installed: what it keeps, and how what it refuses is said in words. */
class MosquittoIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private static final Tables tables = site.tables();

    @TempDir
    Path files;

    @Test
    void whatWaitsWhileMosquittoIsStoppedAndStartedIsStoredOnce() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files);
                Ingest ingest = site.start(broker, Map.of("MQTT_RECEIVE_MAXIMUM", "10"))) {
            ingest.awaitReady();
            try (Connection held = site.database().holdWriters()) {
                publishReadings(broker, 50);
                await().until(() -> ingest.metric("device_ingest_messages_in_flight") >= 10);

                broker.stop();
                await().until(() -> ingest.metric("device_ingest_mqtt_connected") == 0);
                broker.start();
                await().until(() -> ingest.metric("device_ingest_mqtt_subscribed") == 1);
            }
            tables.awaitCount("reading", 50);
            assertThat(tables.count("dead_letter")).isZero();
        }
    }

    @Test
    void aKilledMosquittoThatForgotTheSessionIsSubscribedToAgain() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files);
                Ingest ingest = site.start(broker, Map.of())) {
            ingest.awaitReady();

            broker.kill();
            await().until(() -> ingest.metric("device_ingest_mqtt_connected") == 0);
            broker.start();
            ingest.awaitReady();
            publishReadings(broker, 1);

            tables.awaitCount("reading", 1);
        }
    }

    @Test
    void aSubscriptionLeftOverFromEarlierSettingsBringsEverythingTwiceAndItIsStoredOnce() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files)) {
            try (Ingest plain = site.start(broker, Map.of())) {
                plain.awaitReady();
            }
            try (Ingest shared = site.start(broker, Map.of("MQTT_SHARE_GROUP", "ingest"))) {
                shared.awaitReady();
                publishReadings(broker, 20);

                await().until(() -> shared.metric("device_ingest_messages_duplicate_total") == 20);
                assertThat(received(shared)).isEqualTo(40);
                tables.awaitCount("reading", 20);
            }
        }
    }

    @Test
    void aWrongPasswordIsExplained() throws Exception {
        Path passwords = files.resolve("passwords");
        Tool.named("mosquitto_passwd").mustRun("-c", "-b", passwords.toString(), "ingest", "right");
        try (MosquittoBroker broker =
                        MosquittoBroker.start(files, "allow_anonymous false", "password_file " + passwords);
                Ingest ingest = site.start(broker, Map.of("MQTT_USERNAME", "ingest", "MQTT_PASSWORD", "wrong"))) {
            awaitProblem(ingest, "the broker refuses the connection: not authorized (0x87)", "MQTT_PASSWORD");
        }
    }

    @Test
    void aSubscriptionThatTheDynamicSecurityPluginRefusesIsExplained() throws Exception {
        Path rules = Files.writeString(files.resolve("rules.json"), """
                {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                                      "subscribe": false, "unsubscribe": true}}
                """);
        try (MosquittoBroker broker =
                        MosquittoBroker.start(files, "plugin " + dynamicSecurity(), "plugin_opt_config_file " + rules);
                Ingest ingest = site.start(broker, Map.of())) {
            awaitProblem(ingest, "the broker refuses the subscription to devices/+/#: not authorized (0x87)");
            assertThat(ingest.health("readiness")).contains("\"connected\":true,\"subscribed\":false");
        }
    }

    @Test
    void anAclFileRefusesNoSubscriptionAndKeepsTheMessagesToItself() throws Exception {
        Path rules = Files.writeString(files.resolve("acl"), "topic write devices/#\n");
        try (MosquittoBroker broker = MosquittoBroker.start(files, "acl_file " + rules);
                Ingest ingest = site.start(broker, Map.of())) {
            ingest.awaitReady();
            publishReadings(broker, 1);
            await().during(Duration.ofSeconds(1)).until(() -> received(ingest) == 0);
        }
    }

    @Test
    void aClientCertificateThatIsRequiredAndGivenConnects() throws Exception {
        int strictPort = FreePort.next();
        try (MosquittoBroker broker = startStrict(strictPort);
                Ingest ingest = site.start(
                        broker,
                        Map.of(
                                "MQTT_BROKER_PORT", String.valueOf(strictPort),
                                "MQTT_CERT_FILE", files.resolve("client.crt").toString(),
                                "MQTT_KEY_FILE", files.resolve("client.key").toString()))) {
            ingest.awaitReady();
            publishReadings(broker, 1);

            tables.awaitCount("reading", 1);
        }
    }

    @Test
    void aClientCertificateThatIsRequiredAndMissingIsExplained() throws Exception {
        int strictPort = FreePort.next();
        try (MosquittoBroker broker = startStrict(strictPort);
                Ingest ingest = site.start(broker, Map.of("MQTT_BROKER_PORT", String.valueOf(strictPort)))) {
            awaitProblem(ingest, "the broker asks for a client certificate, and none is set", "MQTT_CERT_FILE");
        }
    }

    @Test
    void aLowerQosThanAskedForIsExplained() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files, "max_qos 0");
                Ingest ingest = site.start(broker, Map.of())) {
            awaitProblem(ingest, "the broker grants QoS 0 for devices/+/#, but QoS 1 was asked for", "MQTT_QOS=0");
        }
    }

    @Test
    void plainMqttToATlsPortIsExplained() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files);
                Ingest ingest = site.start(broker, Map.of("MQTT_TLS", "off"))) {
            awaitProblem(ingest, "MQTT_TLS=on");
        }
    }

    @Test
    void tlsToAPlainPortIsExplained() throws Exception {
        int plainPort = FreePort.next();
        try (MosquittoBroker broker = MosquittoBroker.start(files, "listener " + plainPort + " 127.0.0.1");
                Ingest ingest = site.start(broker, Map.of("MQTT_BROKER_PORT", String.valueOf(plainPort)))) {
            awaitProblem(ingest, "MQTT_TLS=off");
        }
    }

    private MosquittoBroker startStrict(int port) throws Exception {
        return MosquittoBroker.start(
                files,
                MosquittoBroker.listener(files, port),
                "require_certificate true",
                "use_identity_as_username true");
    }

    private static Path dynamicSecurity() throws Exception {
        try (Stream<Path> libraries = Files.find(
                Path.of("/usr/lib"), 2, (path, attributes) -> path.endsWith("mosquitto_dynamic_security.so"))) {
            Optional<Path> plugin = libraries.findFirst();
            Assumptions.assumeTrue(plugin.isPresent(), "Mosquitto's dynamic security plugin is not installed");
            return plugin.get();
        }
    }

    private static void publishReadings(MosquittoBroker broker, int count) throws Exception {
        long now = Instant.now().getEpochSecond();
        try (Device device = new Device(broker, "device")) {
            for (int i = 0; i < count; i++) {
                device.publish("devices/d/sensor", "{\"timestamp\":" + (now - i) + ",\"n\":" + i + "}");
            }
        }
    }

    private static void awaitProblem(Ingest ingest, String... words) {
        await().untilAsserted(() -> assertThat(ingest.problem()).contains(words));
        assertThat(ingest.isReady()).isFalse();
    }

    private static double received(Ingest ingest) {
        return ingest.metric("device_ingest_messages_received_total");
    }
}
