package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.mqtt.connect.SampleSettings;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the messages that are in flight a redelivered one is. */
class EarlierDeliveryTest {

    private static final String TOPIC = "devices/d/sensor";

    private final InFlight inFlight = new InFlight(10, 1_000, () -> {});
    private MqttLink before;
    private MqttLink now;

    @BeforeEach
    void connectTwice() throws MqttException {
        before = link();
        now = link();
    }

    @Test
    void itBringsTheSamePayloadOnTheSameTopic() {
        present(before, 1, TOPIC, "other");
        present(before, 1, "devices/other/sensor", "same");
        Delivery same = present(before, 1, TOPIC, "same");

        assertThat(inFlight.earlier(delivery(now, 1, TOPIC, "same"))).isSameAs(same);
        assertThat(inFlight.earlier(delivery(now, 1, TOPIC, "new"))).isNull();
    }

    @Test
    void ofSeveralThatSayTheSameItHasThePacketIdentifier() {
        present(before, 1, TOPIC, "same");
        Delivery second = present(before, 2, TOPIC, "same");

        assertThat(inFlight.earlier(delivery(now, 2, TOPIC, "same"))).isSameAs(second);
    }

    @Test
    void aBrokerThatGivesOtherIdentifiersBringsTheFirstOneFirst() {
        Delivery first = present(before, 1, TOPIC, "same");
        Delivery second = present(before, 2, TOPIC, "same");

        assertThat(inFlight.earlier(delivery(now, 8, TOPIC, "same"))).isSameAs(first);
        first.withdraw();
        assertThat(inFlight.earlier(delivery(now, 9, TOPIC, "same"))).isSameAs(second);
        second.withdraw();
        assertThat(inFlight.earlier(delivery(now, 10, TOPIC, "same"))).isNull();
    }

    @Test
    void anotherMessageOfTheSameConnectionIsAnotherMessage() {
        present(now, 1, TOPIC, "same");

        assertThat(inFlight.earlier(delivery(now, 1, TOPIC, "same"))).isNull();
    }

    @Test
    void whatIsKeptInPartIsToldFromNoOther() {
        Delivery cut = new Delivery(before, 1, 1, 10, false, TOPIC, null);
        inFlight.tryEnter(cut);

        assertThat(inFlight.earlier(delivery(now, 1, TOPIC, "same"))).isNull();
        assertThat(inFlight.earlier(new Delivery(now, 1, 1, 10, false, TOPIC, null)))
                .isNull();
    }

    @Test
    void itFindsRoomWhereNothingElseDoes() {
        InFlight full = new InFlight(1, 10, () -> {});
        full.tryEnter(delivery(before, 1, TOPIC, "same"));
        Delivery again = delivery(now, 1, TOPIC, "same");
        assertThat(full.tryEnter(again)).isFalse();

        assertThat(full.enterAgain(again)).isTrue();

        assertThat(full.size()).isEqualTo(2);
    }

    private Delivery present(MqttLink link, int packetId, String topic, String payload) {
        Delivery delivery = delivery(link, packetId, topic, payload);
        assertThat(inFlight.tryEnter(delivery)).isTrue();
        return delivery;
    }

    private static Delivery delivery(MqttLink link, int packetId, String topic, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Delivery(link, packetId, 1, bytes.length, false, topic, bytes);
    }

    private static MqttLink link() throws MqttException {
        return new MqttLink(
                SampleSettings.withTls(true),
                null,
                (from, topic, message) -> true,
                new MqttAsyncClient("tcp://broker.example", "device-ingest", new MemoryPersistence()),
                null);
    }
}
