package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.certificate.KeyPairs;
import io.deviceingest.certificate.PemFile;
import io.deviceingest.certificate.UnusablePemException;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.doctor.report.Finding.Verdict;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of TLS in all their forms: what the program can read is read, and what it cannot is told apart. */
class CertificateChecksTest {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256     | PKCS#8, EC
            genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048       | PKCS#8, RSA
            ecparam -name prime256v1 -genkey -noout                    | SEC1
            genrsa -traditional 2048                                   | PKCS#1
            genpkey -algorithm ED25519                                 | PKCS#8, Ed25519
            """)
    void aKeyBelongsToItsOwnCertificateAndToNoOther(String command, String form) throws Exception {
        Path key = make("own", command);
        Path other = make("other", command);

        X509Certificate certificate = certificateOf(key);

        assertThat(KeyPairs.belongTogether(PemFile.read(key).privateKey(), certificate.getPublicKey()))
                .as(form)
                .isTrue();
        assertThat(KeyPairs.belongTogether(PemFile.read(other).privateKey(), certificate.getPublicKey()))
                .as(form)
                .isFalse();
    }

    @Test
    void aKeyWithAPassphraseIsToldApart() throws Exception {
        Path key = make("locked", "genpkey -algorithm RSA -aes256 -pass pass:sample-only");

        assertThatThrownBy(() -> PemFile.read(key).privateKey()).hasMessageContaining("is protected by a passphrase");
    }

    @Test
    void aKeyInThePlaceOfTheCertificateIsToldApart() throws Exception {
        Path key = BrokerCertificate.selfSigned(directory).keyFile();

        assertThatThrownBy(() -> PemFile.read(key).certificates())
                .isInstanceOf(UnusablePemException.class)
                .hasMessage(key + " holds no certificate, but a private key");
    }

    @Test
    void aTruncatedCertificateAndABinaryOneAreToldApart() throws Exception {
        Path file = BrokerCertificate.selfSigned(directory).caFile();
        byte[] binary = PemFile.read(file).certificates().get(0).getEncoded();
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("(?s)(BEGIN CERTIFICATE-----\n.{40}).*\n-----END", "$1\n-----END"));

        assertThatThrownBy(() -> PemFile.read(file).certificates())
                .isInstanceOf(UnusablePemException.class)
                .hasMessageContaining("cannot be read");
        Files.write(file, binary);
        assertThatThrownBy(() -> PemFile.read(file)).hasMessageContaining("is binary (DER), not PEM");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, FAIL, not valid before",
        "1, OK, valid for 28 days",
        "20, WARN, valid for 9 days",
        "31, FAIL, expired on"
    })
    void theTimeThatIsLeftDecides(int days, Verdict verdict, String words) throws Exception {
        X509Certificate certificate = PemFile.read(
                        BrokerCertificate.selfSigned(directory).caFile())
                .certificates()
                .get(0);
        Instant now = certificate
                .getNotBefore()
                .toInstant()
                .plus(Duration.ofDays(days))
                .plusSeconds(60);

        Finding finding = new Validity(Clock.fixed(now, ZoneOffset.UTC)).judge("file", certificate, "renew it");

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.detail()).contains("CN=embedded-broker").contains(words);
    }

    private Path make(String name, String command) throws Exception {
        Path file = directory.resolve(name + ".key");
        run(command.strip().replaceFirst(" |$", " -out " + file + " "));
        return file;
    }

    private X509Certificate certificateOf(Path key) throws Exception {
        Path file = directory.resolve("own.crt");
        run("req -new -x509 -subj /CN=own -days 30 -key " + key + " -out " + file);
        return PemFile.read(file).certificates().get(0);
    }

    private static void run(String words) throws Exception {
        Tool.named("openssl").mustRun(words.strip().split(" +", -1));
    }
}
