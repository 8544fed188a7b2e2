package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.MqttSettings;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection ends once, and says why in words. */
class EndOfConnectionTest {

    private MqttLink link;

    @BeforeEach
    void makeLink() throws Exception {
        MqttSettings settings = SampleSettings.withTls(true);
        link = new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, message) -> true);
    }

    @Test
    void aBrokerThatIsGoneHasClosedTheConnection() throws Exception {
        link.disconnected(new MqttDisconnectResponse(lost(new EOFException())));

        assertThat(link.awaitReasonOfEnd()).hasMessage("the connection was lost: the broker closed it");
    }

    @Test
    void aCauseWithoutWordsIsNamed() throws Exception {
        link.disconnected(new MqttDisconnectResponse(lost(new IOException())));

        assertThat(link.awaitReasonOfEnd()).hasMessage("the connection was lost: IOException");
    }

    @Test
    void aReasonOfTheBrokersIsTranslatedWithWhatToTry() throws Exception {
        link.disconnected(new MqttDisconnectResponse(0x8E, null, new ArrayList<>(), null));

        assertThat(link.awaitReasonOfEnd().isTakenOver()).isTrue();
        assertThat(link.awaitReasonOfEnd()).hasMessageContaining("another client connected with the same client id");
        assertThat(link.awaitReasonOfEnd().remedy()).contains("MQTT_CLIENT_ID");
    }

    @Test
    void theFirstReasonStands() throws Exception {
        link.disconnected(new MqttDisconnectResponse(0x8B, null, new ArrayList<>(), null));
        link.mqttErrorOccurred(lost(new EOFException()));

        assertThat(link.awaitReasonOfEnd()).hasMessageContaining("server shutting down");
    }

    @Test
    void aReasonThatComesAMomentAfterTheEndIsWaitedFor() throws Exception {
        CompletableFuture<MqttProblem> end = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                end.complete(link.awaitReasonOfEnd());
            } catch (InterruptedException e) {
                end.completeExceptionally(e);
            }
        });
        waiting.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        link.disconnected(new MqttDisconnectResponse(0x8E, null, new ArrayList<>(), null));

        assertThat(end.get(10, TimeUnit.SECONDS).isTakenOver()).isTrue();
    }

    @Test
    void anEndWithoutAReasonIsALostConnection() throws Exception {
        assertThat(link.awaitReasonOfEnd()).hasMessage("the connection was lost: the broker closed it");
    }

    private static MqttException lost(IOException cause) {
        return new MqttException(MqttClientException.REASON_CODE_CONNECTION_LOST, cause);
    }
}
