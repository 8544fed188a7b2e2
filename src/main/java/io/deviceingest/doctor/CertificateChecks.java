package io.deviceingest.doctor;

import io.deviceingest.certificate.CertificateFiles;
import io.deviceingest.certificate.KeyPairs;
import io.deviceingest.certificate.PemFile;
import io.deviceingest.database.DatabaseAddress;
import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Whether the files of TLS are what they should be: read as the running program reads them, valid, and a pair. */
final class CertificateChecks {

    private static final String DATABASE_CA = "file sslrootcert";

    private final MqttSettings mqtt;
    private final Validity validity;

    private CertificateChecks(MqttSettings mqtt, Clock clock) {
        this.mqtt = mqtt;
        this.validity = new Validity(clock);
    }

    /** None where TLS is off: then nobody reads the files. */
    static List<Check> of(Settings settings, Clock clock) {
        MqttSettings mqtt = settings.mqtt();
        CertificateChecks all = new CertificateChecks(mqtt, clock);
        List<Check> checks = new ArrayList<>();
        if (mqtt.tls().enabled()) {
            checks.add(check("MQTT_CA_FILE", all::authorities));
        }
        if (mqtt.tls().certFile() != null) {
            checks.add(check("MQTT_CERT_FILE", all::certificate));
        }
        if (mqtt.tls().keyFile() != null) {
            checks.add(check("MQTT_KEY_FILE", all::key));
        }
        String databaseAuthorities = settings.refuses("DB_URL")
                ? ""
                : DatabaseAddress.of(settings.database()).rootCertificate();
        if (!databaseAuthorities.isEmpty()) {
            checks.add(Check.of(DATABASE_CA, () -> all.databaseAuthorities(Path.of(databaseAuthorities))));
        }
        return checks;
    }

    private static String name(String setting) {
        return "file " + setting;
    }

    private static Check check(String setting, Check.Examiner examiner) {
        return Check.of(name(setting), examiner).needing(SettingChecks.name(setting));
    }

    private List<Finding> authorities() throws Exception {
        String what = name("MQTT_CA_FILE");
        if (mqtt.tls().caFile() == null) {
            return List.of(Finding.ok(what, "system: Java's own trust store"));
        }
        List<Finding> findings = new ArrayList<>();
        for (X509Certificate certificate : PemFile.read(mqtt.tls().caFile()).certificates()) {
            Finding finding = validity.judge(
                    what,
                    certificate,
                    "put a valid CA certificate into " + mqtt.tls().caFile());
            boolean isAuthority = certificate.getBasicConstraints() >= 0 || certificate.getVersion() < 3;
            findings.add(
                    finding.isFailure() || isAuthority
                            ? finding
                            : Finding.warn(
                                    what,
                                    finding.detail()
                                            + "; it is no CA, and trusts only a broker that presents it itself",
                                    "put the certificate of the CA that signed the broker's into "
                                            + mqtt.tls().caFile()));
        }
        return findings;
    }

    private List<Finding> databaseAuthorities(Path file) {
        String remedy = "put the certificate of the CA that signed the database's into " + file
                + ", or name another file as sslrootcert in DB_URL";
        try {
            List<X509Certificate> certificates = CertificateFiles.read(file);
            return certificates.isEmpty()
                    ? List.of(Finding.fail(DATABASE_CA, file + " holds no certificate", remedy))
                    : certificates.stream()
                            .map(certificate -> validity.judge(DATABASE_CA, certificate, remedy))
                            .toList();
        } catch (IOException | CertificateException e) {
            return List.of(Finding.fail(DATABASE_CA, file + " cannot be read: " + e.getMessage(), remedy));
        }
    }

    private List<Finding> certificate() throws Exception {
        List<X509Certificate> chain = PemFile.read(mqtt.tls().certFile()).certificates();
        return List.of(validity.judge(
                name("MQTT_CERT_FILE"),
                chain.get(0),
                "have it renewed; certs/make-certs.sh makes one for a CA of its own"));
    }

    private List<Finding> key() throws Exception {
        String what = name("MQTT_KEY_FILE");
        PrivateKey key = PemFile.read(mqtt.tls().keyFile()).privateKey();
        Path certFile = mqtt.tls().certFile();
        if (certFile == null) {
            return List.of(Finding.ok(what, key.getAlgorithm() + " key"));
        }
        X509Certificate certificate = PemFile.read(certFile).certificates().get(0);
        return List.of(
                KeyPairs.belongTogether(key, certificate.getPublicKey())
                        ? Finding.ok(what, key.getAlgorithm() + " key, belongs to " + certFile)
                        : Finding.fail(
                                what,
                                key.getAlgorithm() + " key, but not the one of " + certFile + " ("
                                        + certificate.getPublicKey().getAlgorithm() + ", "
                                        + certificate.getSubjectX500Principal() + ")",
                                "set MQTT_CERT_FILE and MQTT_KEY_FILE to files that were made together"));
    }
}
