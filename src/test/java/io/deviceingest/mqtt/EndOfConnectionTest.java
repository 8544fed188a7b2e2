package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.settings.MqttSettings;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
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
        link = new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, message) -> {});
    }

    @Test
    void aBrokerThatIsGoneHasClosedTheConnection() {
        link.disconnected(new MqttDisconnectResponse(lost(new EOFException())));

        assertThat(link.reasonOfEnd()).hasMessage("the connection was lost: the broker closed it");
    }

    @Test
    void aCauseWithoutWordsIsNamed() {
        link.disconnected(new MqttDisconnectResponse(lost(new IOException())));

        assertThat(link.reasonOfEnd()).hasMessage("the connection was lost: IOException");
    }

    @Test
    void aReasonOfTheBrokersIsTranslatedWithWhatToTry() {
        link.disconnected(new MqttDisconnectResponse(0x8E, null, new ArrayList<>(), null));

        assertThat(link.reasonOfEnd().isTakenOver()).isTrue();
        assertThat(link.reasonOfEnd()).hasMessageContaining("another client connected with the same client id");
        assertThat(link.reasonOfEnd().remedy()).contains("MQTT_CLIENT_ID");
    }

    @Test
    void theFirstReasonStands() {
        link.disconnected(new MqttDisconnectResponse(0x8B, null, new ArrayList<>(), null));
        link.mqttErrorOccurred(lost(new EOFException()));

        assertThat(link.reasonOfEnd()).hasMessageContaining("server shutting down");
    }

    private static MqttException lost(IOException cause) {
        return new MqttException(MqttClientException.REASON_CODE_CONNECTION_LOST, cause);
    }
}
