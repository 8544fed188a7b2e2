package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Validity;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What the doctor says of files and settings, one mistake at a time, without any connection. */
class FilesDoctorIT {

    @TempDir
    Path folder;

    /** Those of the file in the folder, for a run in this process. */
    private Map<String, String> settings;

    @BeforeEach
    void setUpHealthy() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder.resolve("routes"));
        BrokerCertificate certificate = BrokerCertificate.selfSigned(folder.resolve("client"));
        Files.createDirectory(folder.resolve("certs"));
        Files.copy(certificate.caFile(), folder.resolve("certs/ca.crt"));
        settings = new HashMap<>(Map.of(
                "MQTT_BROKER_HOST", "broker.lan",
                "MQTT_CA_FILE", folder.resolve("certs/ca.crt").toString(),
                "MQTT_CERT_FILE", folder.resolve("client/ca.crt").toString(),
                "MQTT_KEY_FILE", certificate.keyFile().toString(),
                "DB_URL", "jdbc:postgresql://database.lan/deviceingest",
                "ROUTES_DIR", folder.resolve("routes").toString()));
        Files.writeString(folder.resolve(".env"), """
                MQTT_BROKER_HOST=broker.lan
                MQTT_USERNAME=ingest
                MQTT_CERT_FILE=client/ca.crt
                MQTT_KEY_FILE=client/broker.key
                DB_URL=jdbc:postgresql://database.lan/deviceingest?password=hidden
                """);
        Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/MQTT_PASSWORD"), "hidden\n");
    }

    @Test
    void healthyFilesAreOkAndNoSecretShows() throws Exception {
        DoctorRun run = diagnoseInTheFolder("files-healthy", 0, Map.of());

        assertThat(run.output()).doesNotContain("hidden");
    }

    @Test
    void aRouteFileWithASyntaxErrorIsNamedWithItsLine() throws Exception {
        replace("routes/heartbeat.camel.yaml", "uri: batch:store", "uri: \"batch:store");
        replace("routes/sensor.camel.yaml", "      steps:", "      stepz:");

        diagnose("files-route-broken", Map.of());
    }

    @Test
    void everyMappingThatDoesNotCompileIsNamed() throws Exception {
        Files.writeString(folder.resolve("routes/mapping/sensor.jslt"), "{\"device_id\": ");
        replace("routes/mapping/heartbeat.jslt", "$headers", "$heads");
        Files.delete(folder.resolve("routes/mapping/status.jslt"));

        diagnose("files-mapping-broken", Map.of());
    }

    @Test
    void aStatementThatIsMissingIsNamedWithItsRoute() throws Exception {
        Files.delete(folder.resolve("routes/sql/store-messages.sql"));

        diagnose("files-sql-missing", Map.of());
    }

    @Test
    void aMissingCaFileIsReportedOnce() throws Exception {
        Files.delete(folder.resolve("certs/ca.crt"));

        diagnoseInTheFolder("files-ca-missing", 1, Map.of(folder.toRealPath().toString(), "folder"));
    }

    @Test
    void anExpiredCaIsReportedWithItsDay() throws Exception {
        BrokerCertificate expired = BrokerCertificate.selfSigned(folder.resolve("expired"), Validity.ofDays(-60, 30));
        settings.put("MQTT_CA_FILE", expired.caFile().toString());

        diagnose("files-ca-expired", Map.of(lastDay(expired.caFile()), "day"));
    }

    @Test
    void theKeyOfAnotherCertificateIsReported() throws Exception {
        Path other = BrokerCertificate.selfSigned(folder.resolve("other")).keyFile();
        settings.put("MQTT_KEY_FILE", other.toString());

        diagnose("files-key-foreign", Map.of());
    }

    @Test
    void misspeltSettingsAndBrokenLinesOfTheFileAreReported() throws Exception {
        replace(".env", "MQTT_BROKER_HOST=", "MQTT_BROKER_HSOT=");
        replace(".env", "DB_URL=", "not a line\nmqtt_qos=0\nDB_URL=");

        diagnoseInTheFolder("files-setting-misspelt", 1, Map.of());
    }

    /** As an operator starts it, in the folder: what it says of the settings is a part of it. */
    private DoctorRun diagnoseInTheFolder(String golden, int exitCode, Map<String, String> variable) throws Exception {
        DoctorRun run = DoctorRun.in(folder, Map.of("SECRETS_DIR", "secrets"), "--offline");

        Golden.assertSame(golden, run.output(), variable);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        return run;
    }

    /** The same files in this process: what it says of them. */
    private void diagnose(String golden, Map<String, String> variable) throws Exception {
        Map<String, String> names = new HashMap<>(variable);
        names.put(folder.toString(), "folder");
        DoctorRun run = DoctorRun.here(settings, "--offline");

        // Who runs the tests may have a file of that name where they run.
        String output = run.output().replaceAll("(?m)^\\w+ +file \\.env .*\\R", "");
        Golden.assertSame(golden, output, names, "file");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private void replace(String file, String old, String fresh) throws Exception {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(old);
        Files.writeString(folder.resolve(file), text.replace(old, fresh));
    }

    private static String lastDay(Path file) throws Exception {
        try (InputStream pem = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return certificate
                    .getNotAfter()
                    .toInstant()
                    .atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        }
    }
}
