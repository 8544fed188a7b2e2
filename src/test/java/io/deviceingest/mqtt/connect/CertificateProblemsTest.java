package io.deviceingest.mqtt.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.BrokerCertificate;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate of an authority is missing, as far as what the broker presented tells it. */
class CertificateProblemsTest {

    @TempDir
    static Path files;

    /** Signed by an authority whose own certificate is not presented beside it. */
    private static X509Certificate lonely;

    @BeforeAll
    static void makeCertificate() throws Exception {
        BrokerCertificate made = BrokerCertificate.signed(files.resolve("presented"), "broker.example");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.keyStore())) {
            store.load(in, BrokerCertificate.PASSWORD.toCharArray());
        }
        lonely = (X509Certificate) store.getCertificate("broker");
    }

    @Test
    void anIntermediateThatIsNotPresentedMayBeMissing() throws Exception {
        Path other = BrokerCertificate.selfSigned(files.resolve("other")).caFile();

        MqttProblem problem = problemWith(other);

        assertThat(problem)
                .hasMessageEndingWith(": it comes from CN=embedded-authority, but the file holds CN=embedded-broker");
        assertThat(problem.remedy()).contains("if CN=embedded-authority is an intermediate CA, let the broker present");
    }

    @Test
    void anotherAuthorityOfTheSameNameIsCalledAnother() throws Exception {
        Path namesake = BrokerCertificate.signed(files.resolve("namesake")).caFile();

        assertThat(problemWith(namesake))
                .hasMessageEndingWith("it comes from another CN=embedded-authority than the one in the file");
    }

    private static MqttProblem problemWith(Path caFile) {
        return new CertificateProblems(SampleSettings.withCaFile(caFile), List.of(lonely))
                .explain(new CertPathBuilderException("unable to find valid certification path"))
                .orElseThrow();
    }
}
