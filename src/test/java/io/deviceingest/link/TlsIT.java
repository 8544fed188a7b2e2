package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Validity;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom the program trusts over TLS, and in which words it says why it does not. */
class TlsIT {

    private static final String[] RIGHT_NAMES = {"127.0.0.1", "localhost"};

    /** The broker's certificate is as it should be. */
    @RegisterExtension
    static final TestSite site = new TestSite()
            .withDatabase()
            .withBroker(files -> EmbeddedBroker.start(files, BrokerCertificate.signed(files, RIGHT_NAMES)));

    @Test
    void aCertificateFromAnotherAuthorityIsExplained() throws Exception {
        Path other = BrokerCertificate.selfSigned(site.files().resolve("other")).caFile();

        whatIsWrong(site.broker(), Map.of("MQTT_CA_FILE", other.toString()))
                .isSaid("the broker's certificate does not come from the CA in " + other, "MQTT_CA_FILE");
    }

    @Test
    void aCertificateForAnotherHostIsExplainedAndAcceptedWhereTheNameIsNotVerified() throws Exception {
        BrokerCertificate elsewhere = BrokerCertificate.signed(site.files().resolve("name"), "elsewhere.example");
        EmbeddedBroker misnamed = site.add(EmbeddedBroker.start(site.files().resolve("misnamed"), elsewhere));
        whatIsWrong(misnamed, Map.of())
                .isSaid("the broker's certificate is not for \"127.0.0.1\"", "MQTT_TLS_VERIFY_HOSTNAME=false");

        site.startReady(misnamed, Map.of("MQTT_TLS_VERIFY_HOSTNAME", "false"));
    }

    @Test
    void theChainIsVerifiedAlsoWhereTheNameIsNot() throws Exception {
        Path other = BrokerCertificate.selfSigned(site.files().resolve("third")).caFile();

        whatIsWrong(site.broker(), Map.of("MQTT_CA_FILE", other.toString(), "MQTT_TLS_VERIFY_HOSTNAME", "false"))
                .isSaid("the broker's certificate does not come from the CA in " + other);
    }

    @Test
    void anExpiredCertificateIsExplained() throws Exception {
        BrokerCertificate old =
                BrokerCertificate.signed(site.files().resolve("old"), Validity.ofDays(-10, 5), RIGHT_NAMES);
        EmbeddedBroker outdated = site.add(EmbeddedBroker.start(site.files().resolve("outdated"), old));
        whatIsWrong(outdated, Map.of())
                .isSaid("the broker's certificate is not valid at this time", "certs/make-certs.sh");
    }

    @Test
    void plainMqttToATlsPortIsExplained() {
        whatIsWrong(site.broker(), Map.of("MQTT_TLS", "off")).isSaid("MQTT_TLS=on");
    }

    @Test
    void theTrustStoreOfJavaServesWhereNoCaFileIsMeant() throws Exception {
        Path store = trustStore(site.broker().caFile());
        site.startPackaged(
                Map.of("MQTT_CA_FILE", "system"),
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=changeit");
    }

    private static Path trustStore(Path caFile) throws Exception {
        Path file = site.files().resolve("trust.p12");
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
            try (Ingest ingest = site.start(broker, settings)) {
                await().untilAsserted(() -> assertThat(ingest.problem()).contains(words));
                assertThat(ingest.isReady()).isFalse();
            }
        }
    }

    private static Attempt whatIsWrong(EmbeddedBroker broker, Map<String, String> settings) {
        return new Attempt(broker, settings);
    }
}
