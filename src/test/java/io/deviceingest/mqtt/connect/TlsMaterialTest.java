package io.deviceingest.mqtt.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.certificate.PemFile;
import io.deviceingest.certificate.UnusablePemException;
import io.deviceingest.testkit.BrokerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of TLS are used, and which are refused before anything is connected with them. */
class TlsMaterialTest {

    private static final Path FILE = Path.of("certs", "some.pem");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "certs/ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB"})
    void whatIsNoAuthorityNeverBecomesTheTrustStoreOfJavaOrTheNameOfAnotherFile(String text) {
        TlsMaterial material = new TlsMaterial(new PemFile(FILE, text), null, null);

        assertThatThrownBy(material::managers)
                .isInstanceOf(UnusablePemException.class)
                .hasMessageContaining(FILE.toString());
    }

    @Test
    void aCertificateAndItsKeyAreGoodUntilItExpires() throws Exception {
        BrokerCertificate own = BrokerCertificate.selfSigned(directory);
        TlsMaterial material =
                new TlsMaterial(PemFile.read(own.caFile()), PemFile.read(own.caFile()), PemFile.read(own.keyFile()));

        material.check(Instant.now());

        assertThat(material.managers().getKeyManagers()).isNotEmpty();
        assertThatThrownBy(() -> material.check(Instant.now().plus(Duration.ofDays(40))))
                .hasMessageContaining("CN=embedded-broker expired on");
    }

    @Test
    void aKeyIsNeverShown() throws Exception {
        Path key = BrokerCertificate.selfSigned(directory).keyFile();
        TlsMaterial material = new TlsMaterial(null, PemFile.read(key), PemFile.read(key));

        assertThat(material.toString()).contains(key.toString()).doesNotContain(Files.readString(key), "PRIVATE KEY");
    }
}
