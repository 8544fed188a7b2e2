package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.mqtt.connect.TlsMaterial;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Tool;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewed files of TLS are not lost to a connection that was begun with the old ones at the same moment. */
class RenewedMaterialTest {

    @TempDir
    Path files;

    @Test
    void whatIsGivenWhileAConnectionReadsTheOldFilesStays() throws Exception {
        Path pem = BrokerCertificate.selfSigned(files.resolve("broker")).caFile();
        // Who reads it waits for somebody who writes.
        Path slow = files.resolve("slow.crt");
        Tool.named("mkfifo").mustRun(slow.toString());
        MqttSettings settings = SampleSettings.withCaFile(slow);
        MqttTls tls = new MqttTls(settings, new PresentedChain());
        TlsMaterial renewed = TlsMaterial.in(SampleSettings.withCaFile(pem));

        CompletableFuture<Object> connection = CompletableFuture.supplyAsync(() -> {
            try {
                return tls.socketFactory();
            } catch (MqttProblem e) {
                throw new IllegalStateException(e);
            }
        });
        // Opened as soon as there is somebody who reads.
        try (OutputStream late = Files.newOutputStream(slow)) {
            tls.use(renewed);
            late.write(("The old one\n" + Files.readString(pem)).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(connection.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(tls.inUse()).isSameAs(renewed);
        assertThat(tls.isOutdated()).isTrue();
    }
}
