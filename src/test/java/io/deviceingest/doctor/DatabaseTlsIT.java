package io.deviceingest.doctor;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS with PostgreSQL: whom the program trusts; and why not, in the same words from the program and the doctor. */
class DatabaseTlsIT {

    private static final String RIGHT_NAME = "127.0.0.1";

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static final Tables tables = site.tables();

    private static Path files;
    private static BrokerCertificate right;

    @BeforeAll
    static void makeCertificate() throws Exception {
        files = site.files();
        right = BrokerCertificate.signed(files.resolve("right"), RIGHT_NAME);
    }

    @BeforeEach
    void showTheRightCertificate() throws Exception {
        site.server().useTls(right);
    }

    @Test
    void theRightAuthorityAndNameMakeEveryConnectionAnEncryptedOne() throws Exception {
        try (Ingest ingest = start(verifyFull(right.caFile()))) {
            ingest.awaitReady();

            assertThat(tables.texts("""
                            SELECT DISTINCT version
                            FROM pg_stat_ssl
                            JOIN pg_stat_activity USING (pid)
                            WHERE application_name = 'device-ingest'""")).containsExactly("TLSv1.3");
        }
        assertThat(doctor(verifyFull(right.caFile())).output())
                .containsPattern("ok +file sslrootcert +CN=embedded-authority, valid for ")
                .containsPattern("ok +database TLS +TLSv1.3 \\(sslmode=verify-full\\)");
    }

    @Test
    void aCertificateFromAnotherAuthorityIsNotAccepted() throws Exception {
        Path other = BrokerCertificate.selfSigned(files.resolve("other")).caFile();

        assertSaid(
                verifyFull(other),
                "does not come from the CA in " + other + ", which is of CN=embedded-broker",
                "set sslrootcert in DB_URL");
    }

    @Test
    void aCertificateForAnotherHostIsNotAcceptedAndVerifyCaComparesNoName() throws Exception {
        String localhost = verifyFull(right.caFile()).replace("127.0.0.1", "localhost");

        assertSaid(
                localhost, "is not for the host in localhost:" + site.database().port(), "sslmode=verify-ca");
        assertThat(doctor(localhost.replace("verify-full", "verify-ca")).output())
                .containsPattern("ok +database TLS +TLSv1.3 \\(sslmode=verify-ca\\)");
    }

    @Test
    void aCertificateThatHasExpiredIsNotAccepted() throws Exception {
        BrokerCertificate old = BrokerCertificate.signed(files.resolve("old"), Validity.ofDays(-10, 5), RIGHT_NAME);
        site.server().useTls(old);

        assertSaid(verifyFull(old.caFile()), "certificate is not valid at this time", "renew it");
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        Path missing = files.resolve("missing.crt");

        assertSaid(verifyFull(missing), "a file of DB_URL cannot be read: " + missing, "correct sslrootcert");
        assertThat(doctor(verifyFull(missing), "--offline").output())
                .containsPattern("FAIL +file sslrootcert +" + missing + " cannot be read");
    }

    @Test
    void aServerWithoutTlsIsNotSpokenToInPlain() throws Exception {
        site.server().stopTls();

        assertSaid(verifyFull(right.caFile()), "has no TLS, and DB_URL asks for it", "set ssl=on");
    }

    @Test
    void newCertificatesAreTakenWithoutARestartAndOldConnectionsLiveOn() throws Exception {
        Path trusted = Files.copy(right.caFile(), files.resolve("trusted.crt"));
        BrokerCertificate next = BrokerCertificate.signed(files.resolve("next"), RIGHT_NAME);
        try (Ingest ingest = start(verifyFull(trusted));
                Device device = site.device("d")) {
            ingest.awaitReady();
            List<Integer> before = connections();

            Files.copy(next.caFile(), trusted, StandardCopyOption.REPLACE_EXISTING);
            site.server().useTls(next);

            await().untilAsserted(() ->
                    assertThat(doctor(verifyFull(right.caFile())).output()).contains("does not come from the CA"));
            device.publish("devices/d/sensor", "{\"n\":1}");
            tables.awaitCount("reading", 1);
            assertThat(connections()).as("those of the old certificate").containsAnyElementsOf(before);

            before.forEach(pid -> site.database().sql().queryForList("SELECT pg_terminate_backend(?)", pid));
            device.publish("devices/d/sensor", "{\"n\":2}");
            tables.awaitCount("reading", 2);
            assertThat(connections()).isNotEmpty().doesNotContainAnyElementsOf(before);
        }
    }

    @Test
    void aClientCertificateAndItsKeyMayBePemFiles() throws Exception {
        BrokerCertificate client = BrokerCertificate.signed(files.resolve("client"));
        site.database().sql().execute("CREATE ROLE \"embedded-broker\" LOGIN SUPERUSER");
        site.server().askForCertificateOf("embedded-broker", client.caFile());
        Path key = client.keyFile();
        String withCertificate = verifyFull(right.caFile()) + "&sslcert=" + client.certificateFile() + "&sslkey=" + key;

        assertThat(doctorOf("embedded-broker", verifyFull(right.caFile())).output())
                .containsPattern("FAIL +database login +PostgreSQL asks for a client certificate")
                .contains("try: add sslcert=FILE&sslkey=FILE to DB_URL");
        assertThat(doctorOf("embedded-broker", withCertificate).output())
                .containsPattern("FAIL +database login +the key of DB_URL cannot be used: .*broker.key")
                .contains("try: chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(doctorOf("embedded-broker", withCertificate).output())
                .containsPattern("FAIL +database login ")
                .contains("pemKeyAlgorithm=EC");
        assertThat(doctorOf("embedded-broker", withCertificate + "&pemKeyAlgorithm=EC")
                        .output())
                .containsPattern("ok +database login +role \"embedded-broker\"");
    }

    private static void assertSaid(String url, String sentence, String remedy) {
        try (Ingest ingest = start(url)) {
            await().untilAsserted(() -> assertThat(ingest.problem("database")).contains(sentence));
            assertThat(ingest.isReady()).isFalse();
            DoctorRun run = doctor(url);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output())
                    .containsPattern("FAIL +database login +.*" + Pattern.quote(sentence))
                    .containsPattern("try: .*" + remedy);
        }
    }

    private static Ingest start(String url) {
        return site.start(Map.of("DB_URL", url, "DB_POOL_TIMEOUT", "1s"));
    }

    private static DoctorRun doctor(String url, String... arguments) {
        return doctorOf("postgres", url, arguments);
    }

    private static DoctorRun doctorOf(String role, String url, String... arguments) {
        Map<String, String> settings = site.settings(Map.of(
                "MQTT_BROKER_PORT",
                String.valueOf(site.broker().plainPort()),
                "MQTT_TLS",
                "off",
                "DB_URL",
                url,
                "DB_USERNAME",
                role));
        return DoctorRun.here(settings, arguments);
    }

    private static String verifyFull(Path authority) {
        return site.database().url() + "?sslmode=verify-full&sslrootcert=" + authority;
    }

    private static List<Integer> connections() {
        return site.database()
                .sql()
                .queryForList(
                        "SELECT pid FROM pg_stat_activity WHERE application_name = 'device-ingest'", Integer.class);
    }
}
