package io.deviceingest.link;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.KubeletVolume;
import io.deviceingest.testkit.Load;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Certificates that are renewed as Kubernetes does it are used without a restart, and no message is lost over it. */
@ExtendWith(OutputCaptureExtension.class)
class CertificateReloadIT {

    private static final int MORE_THAN_ARE_PUBLISHED = 1_000_000;

    @RegisterExtension
    final TestSite site = new TestSite().withDatabase();

    private final Tables tables = site.tables();

    private Path files;
    private Path old;
    private Path renewed;
    /** The certificates of both authorities. */
    private String both;

    private Path strict;
    private Path volume;
    private MosquittoBroker broker;
    private Ingest program;

    /** The broker lets in clients of both authorities, and everything else is the old one's. */
    @BeforeEach
    void startParts() throws Exception {
        files = site.files();
        old = makeCertificates("old");
        renewed = makeCertificates("renewed");
        both = authority(old) + authority(renewed);
        strict = Files.createDirectories(files.resolve("strict"));
        volume = Files.createDirectories(files.resolve("volume"));
        presentByTheBroker(old, both);
        KubeletVolume.write(volume, ofClient(authority(old), old));
        int port = FreePort.next();
        broker = site.add(MosquittoBroker.start(
                files.resolve("broker"),
                MosquittoBroker.listener(strict, port),
                "require_certificate true",
                "use_identity_as_username true"));
        program = site.startReady(
                broker,
                Map.of(
                        "MQTT_BROKER_PORT", String.valueOf(port),
                        "MQTT_CA_FILE", volume.resolve("ca.crt").toString(),
                        "MQTT_CERT_FILE", volume.resolve("tls.crt").toString(),
                        "MQTT_KEY_FILE", volume.resolve("tls.key").toString()));
    }

    @Test
    void everythingIsRenewedUnderLoadAndThenTheOldAuthorityIsTakenAway() throws Exception {
        Load load = Load.start(broker, MORE_THAN_ARE_PUBLISHED);
        await().until(() -> load.acknowledged() > 1_000);
        KubeletVolume.write(volume, ofClient(both, renewed));
        await().until(() -> reconnections() == 1);
        int before = load.acknowledged();
        await().until(() -> load.acknowledged() > before + 1_000);
        load.close();
        int published = load.acknowledged();
        // The last one may have reached the broker, though its acknowledgement did not come back.
        await().untilAsserted(() -> assertThat(tables.count("reading")).isBetween(published, published + 1));
        assertThat(reloads("ok")).isEqualTo(1);
        assertThat(program.metric("device_ingest_mqtt_connections_total")).isEqualTo(2);

        broker.stop();
        presentByTheBroker(renewed, authority(renewed));
        broker.start();
        program.awaitReady();
        KubeletVolume.write(volume, ofClient(authority(renewed), renewed));
        await().until(() -> reloads("ok") == 2);
        program.awaitReady();
        assertThatOneMoreIsStored();
        assertThat(program.metric("device_ingest_certificate_expiry_seconds", "use=\"client\""))
                .isPositive();
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void halfAFileIsRefusedAndWhatWasInUseServesTheNextConnectionToo(CapturedOutput output) throws Exception {
        Map<String, String> half = ofClient(both, renewed);
        half.compute("tls.crt", (name, text) -> text.substring(0, text.length() / 2));
        KubeletVolume.write(volume, half);

        await().until(() -> reloads("refused") == 1);
        assertThat(output.getOut())
                .contains("were rejected: " + volume.resolve("tls.crt") + " holds a certificate that cannot be read")
                .contains("still using the previous ones; try: copy it again");
        broker.stop();
        await().until(() -> program.metric("device_ingest_mqtt_connected") == 0);
        broker.start();
        program.awaitReady();
        assertThatOneMoreIsStored();

        KubeletVolume.write(volume, ofClient(both, renewed));
        await().until(() -> reloads("ok") == 1);
        program.awaitReady();
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(reconnections()).isEqualTo(1);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedByItsNameAndNothingIsReconnected(CapturedOutput output) throws Exception {
        Map<String, String> mixed = ofClient(authority(old), old);
        mixed.put("tls.key", Files.readString(renewed.resolve("client.key")));
        KubeletVolume.write(volume, mixed);

        await().until(() -> reloads("refused") == 1);
        assertThat(output.getOut()).contains(volume.resolve("tls.key") + " is not the key of CN=");
        assertThat(program.isReady()).isTrue();
        KubeletVolume.write(volume, ofClient(authority(old), old));
        await().during(Duration.ofSeconds(7)).until(() -> reloads("ok") == 0 && reloads("refused") == 1);
        assertThat(program.metric("device_ingest_mqtt_connections_total")).isEqualTo(1);
    }

    private Path makeCertificates(String name) throws Exception {
        Path folder = files.resolve(name);
        Tool.named("bash").mustRun("certs/make-certs.sh", "--out", folder.toString(), "127.0.0.1", "localhost");
        return folder;
    }

    private static String authority(Path certificates) throws Exception {
        return Files.readString(certificates.resolve("ca.crt"));
    }

    /** What the broker shows from its next start on, and by which authorities it knows clients. */
    private void presentByTheBroker(Path certificates, String authorities) throws Exception {
        for (String file : List.of("server.crt", "server.key")) {
            Files.copy(certificates.resolve(file), strict.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(strict.resolve("ca.crt"), authorities);
    }

    private static Map<String, String> ofClient(String authorities, Path certificates) throws Exception {
        return new HashMap<>(Map.of(
                "ca.crt", authorities,
                "tls.crt", Files.readString(certificates.resolve("client.crt")),
                "tls.key", Files.readString(certificates.resolve("client.key"))));
    }

    private void assertThatOneMoreIsStored() throws Exception {
        try (Device device = new Device(broker, "device")) {
            device.publish("devices/one-more/sensor", "{\"t\":1}");
        }
        tables.awaitCount("reading WHERE device_id = 'one-more'", 1);
    }

    private double reloads(String outcome) {
        return program.metric("device_ingest_certificate_reloads_total", "outcome=\"" + outcome + "\"");
    }

    private double reconnections() {
        return program.metric("device_ingest_mqtt_disconnects_total", "reason=\"certificates-changed\"");
    }
}
