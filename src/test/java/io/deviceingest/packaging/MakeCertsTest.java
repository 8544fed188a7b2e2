package io.deviceingest.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deviceingest.testkit.Tool;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** certs/make-certs.sh makes what its README says, keeps what it says, and refuses in a sentence. */
class MakeCertsTest {

    private static final int DNS = 2;
    private static final int IP = 7;

    @TempDir
    Path directory;

    private Tool bash;

    @BeforeEach
    void findTools() {
        bash = Tool.named("bash");
        Tool.named("openssl");
    }

    @Test
    void anAddressAndANameBecomeAnAuthorityAndTwoCertificatesOfIts() throws Exception {
        Tool.Result result = run("10.42.0.1", "broker.example.org", "mqtt_broker");

        assertThat(result.exitCode()).as(result.output()).isZero();
        X509Certificate authority = certificate("ca");
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(certificate("server").getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(IP, "10.42.0.1"), List.of(DNS, "broker.example.org"), List.of(DNS, "mqtt_broker"));
        assertThat(certificate("client").getSubjectX500Principal().getName()).isEqualTo("CN=device-ingest");
        for (String name : List.of("server", "client")) {
            certificate(name).verify(authority.getPublicKey());
        }
    }

    @Test
    void nobodyElseCanReadAKey() throws Exception {
        run("localhost");

        for (String name : List.of("ca", "server", "client")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name + ".key"))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondRunKeepsEverything() throws Exception {
        run("10.42.0.1", "localhost");
        String before = contents();

        Tool.Result again = run("localhost", "10.42.0.1");

        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("server.crt was kept: it is for these names already");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void otherNamesReplaceTheServersCertificateAloneAndForceReplacesAll() throws Exception {
        run("localhost");
        X509Certificate authority = certificate("ca");
        X509Certificate client = certificate("client");

        assertThat(run("localhost", "10.42.0.1").output()).contains("server.crt was replaced");
        assertThat(certificate("server").getSubjectAlternativeNames()).hasSize(2);
        assertThat(certificate("ca")).isEqualTo(authority);
        assertThat(certificate("client")).isEqualTo(client);

        assertThat(run("--force", "localhost").output()).contains("every device, device-ingest and the broker need");
        assertThat(certificate("ca")).isNotEqualTo(authority);
    }

    @Test
    void anAuthorityWithoutItsKeyIsNotReplacedInSilence() throws Exception {
        run("localhost");
        Files.delete(directory.resolve("ca.key"));

        Tool.Result result = run("localhost");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("exists, but ca.key does not: nothing can be signed", "try:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mqtts://broker:8883 | contains a slash      | only the host, without scheme, path or prefix length: broker
            broker:8883         | contains a port       | the host without the port: broker
            10.42.0.256         | is not an IPv4 address | the address that the devices connect to
            --dais              | unknown option         | Usage:
            """)
    void aBadArgumentIsRefusedInASentence(String argument, String problem, String remedy) throws Exception {
        Tool.Result result = run(argument);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains(argument, problem, remedy);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void gitTracksNoKeyAndNoCertificate() throws Exception {
        assumeTrue(Files.exists(Path.of(".git")), "not a git checkout");

        assertThat(Tool.named("git").run("ls-files", "certs").output().lines())
                .containsExactlyInAnyOrder("certs/.gitignore", "certs/README.md", "certs/make-certs.sh");
        assertThat(Tool.named("git")
                        .run("check-ignore", "certs/ca.key", "certs/server.key", "certs/client.key")
                        .exitCode())
                .isZero();
    }

    private Tool.Result run(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("certs/make-certs.sh", "--out", directory.toString()));
        words.addAll(List.of(arguments));
        return bash.run(words.toArray(String[]::new));
    }

    private X509Certificate certificate(String name) throws Exception {
        try (InputStream pem = Files.newInputStream(directory.resolve(name + ".crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private String contents() throws Exception {
        StringBuilder contents = new StringBuilder();
        for (String name : List.of("ca", "server", "client")) {
            contents.append(Files.readString(directory.resolve(name + ".crt")));
            contents.append(Files.readString(directory.resolve(name + ".key")));
        }
        return contents.toString();
    }
}
