package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.BrokerCertificate;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.PackagedProgram;
import io.deviceingest.embedded.Validity;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the program trusts over TLS, and in which words it says why it does not. */
class TlsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String[] RIGHT_NAMES = {"127.0.0.1", "localhost"};

    @TempDir
    static Path files;

    private static EmbeddedDatabase database;

    /** With a certificate as it should be. */
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startParts() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
        broker = EmbeddedBroker.start(
                files.resolve("broker"), BrokerCertificate.signed(files.resolve("right"), RIGHT_NAMES));
    }

    @AfterAll
    static void stopParts() throws Exception {
        broker.close();
        database.close();
    }

    @Test
    void aCertificateFromAnotherAuthorityIsSaidInWords() throws Exception {
        Path other = BrokerCertificate.selfSigned(files.resolve("other")).caFile();

        whatIsWrong(broker, Map.of("mqtt.ca-file", other.toString()))
                .isSaid("the broker's certificate does not come from the CA in " + other, "MQTT_CA_FILE");
    }

    @Test
    void aCertificateForAnotherHostIsSaidInWordsAndAcceptedWhereTheNameIsNotVerified() throws Exception {
        BrokerCertificate elsewhere = BrokerCertificate.signed(files.resolve("name"), "elsewhere.example");
        try (EmbeddedBroker misnamed = EmbeddedBroker.start(files.resolve("misnamed"), elsewhere)) {
            whatIsWrong(misnamed, Map.of())
                    .isSaid("the broker's certificate is not for \"127.0.0.1\"", "MQTT_TLS_VERIFY_HOSTNAME=false");

            try (Ingest ingest = Ingest.start(misnamed, database, Map.of("mqtt.tls-verify-hostname", "false"))) {
                await().atMost(SOON).until(ingest::isReady);
            }
        }
    }

    @Test
    void theChainIsVerifiedAlsoWhereTheNameIsNot() throws Exception {
        Path other = BrokerCertificate.selfSigned(files.resolve("third")).caFile();

        whatIsWrong(broker, Map.of("mqtt.ca-file", other.toString(), "mqtt.tls-verify-hostname", "false"))
                .isSaid("the broker's certificate does not come from the CA in " + other);
    }

    @Test
    void anExpiredCertificateIsSaidInWords() throws Exception {
        BrokerCertificate old = BrokerCertificate.signed(files.resolve("old"), Validity.ofDays(-10, 5), RIGHT_NAMES);
        try (EmbeddedBroker outdated = EmbeddedBroker.start(files.resolve("outdated"), old)) {
            whatIsWrong(outdated, Map.of())
                    .isSaid("the broker's certificate is not valid at this time", "certs/make-certs.sh");
        }
    }

    @Test
    void plainMqttToATlsPortIsSaidInWords() {
        whatIsWrong(broker, Map.of("mqtt.tls", "off")).isSaid("MQTT_TLS=on");
    }

    @Test
    void theTrustStoreOfJavaServesWhereNoCaFileIsMeant() throws Exception {
        Path store = trustStore(broker.caFile());
        Map<String, String> settings = Map.of(
                "MQTT_BROKER_HOST", "127.0.0.1",
                "MQTT_BROKER_PORT", String.valueOf(broker.port()),
                "MQTT_TLS", "on",
                "MQTT_CA_FILE", "system",
                "DB_URL", database.url(),
                "DB_USERNAME", "postgres");
        try (PackagedProgram program = PackagedProgram.start(
                files.resolve("log"),
                settings,
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=changeit")) {
            await().atMost(SOON).ignoreExceptions().until(program::isReady);
        }
    }

    private static Path trustStore(Path caFile) throws Exception {
        Path file = files.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(caFile);
                OutputStream out = Files.newOutputStream(file)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    private record Attempt(EmbeddedBroker broker, Map<String, String> settings) {

        void isSaid(String... words) {
            try (Ingest ingest = Ingest.start(broker, database, settings)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(ingest.problem()).contains(words));
                assertThat(ingest.isReady()).isFalse();
            }
        }
    }

    private static Attempt whatIsWrong(EmbeddedBroker broker, Map<String, String> settings) {
        return new Attempt(broker, settings);
    }
}
