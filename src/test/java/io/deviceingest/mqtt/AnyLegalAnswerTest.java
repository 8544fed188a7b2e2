package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.mqtt.connect.Subscription;
import io.deviceingest.mqtt.packet.AnyAnswer;
import io.deviceingest.mqtt.packet.PacketBytes;
import io.deviceingest.settings.MqttSettings;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever a broker may say in an answer: the link connects, subscribes, unsubscribes, and learns why it ends. */
class AnyLegalAnswerTest {

    private static final int TAKEN_OVER = 0x8E;

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void noLegalAnswerEndsTheLinkBeforeADisconnect(
            @ForAll("connacks") byte[] connack, @ForAll("reasons") byte[] answers, @ForAll("reasons") byte[] disconnect)
            throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker()) {
            broker.connack(connack);
            broker.answers(answers, 1);
            MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
            Subscription subscription = new Subscription(List.of("devices/+/#"), 1, settings);
            MqttLink link = link(settings);
            try {
                link.connect();
                link.subscribe(subscription);
                assertThat(link.unsubscribe(subscription)).isEmpty();
                assertThat(link.stands()).isTrue();

                broker.send(
                        new PacketBytes().octet(TAKEN_OVER).measured(disconnect).packet(0xE0));

                assertThat(link.awaitReasonOfEnd().isTakenOver()).isTrue();
            } finally {
                link.close();
            }
        }
    }

    @Example
    void aRefusalThatPahoDoesNotKnowIsExplained() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker()) {
            broker.answers(new byte[0], 0x97);
            MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
            MqttLink link = link(settings);
            try {
                link.connect();

                assertThatThrownBy(() -> link.subscribe(new Subscription(List.of("devices/+/#"), 1, settings)))
                        .hasMessageContaining("refuses the subscription to devices/+/#: quota exceeded (0x97)");
                assertThat(link.stands()).isTrue();
            } finally {
                link.close();
            }
        }
    }

    @Example
    void anAnswerThatLeavesAFilterOutIsNoAnswer() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker()) {
            MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
            MqttLink link = link(settings);
            try {
                link.connect();

                assertThatThrownBy(() -> link.subscribe(new Subscription(List.of("a/+", "b/+"), 1, settings)))
                        .hasMessage("the broker answers 2 topic filters with 1 reason codes");
            } finally {
                link.close();
            }
        }
    }

    @Example
    void aPacketThatIsNotForClientsEndsTheLinkWithASentence() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker()) {
            MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
            MqttLink link = link(settings);
            try {
                link.connect();
                broker.send(new PacketBytes().octet(0).measured(new byte[0]).packet(0xF0));

                MqttProblem end = link.awaitReasonOfEnd();
                assertThat(end.key()).isEqualTo("broken-packet");
                assertThat(end)
                        .hasMessage(
                                "the broker sent a packet of type 15 that is not as MQTT 5 has it: it is not for clients");
            } finally {
                link.close();
            }
        }
    }

    @Provide
    Arbitrary<byte[]> connacks() {
        return AnyAnswer.connackProperties();
    }

    @Provide
    Arbitrary<byte[]> reasons() {
        return AnyAnswer.reasons();
    }

    private static MqttLink link(MqttSettings settings) throws Exception {
        return new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, message) -> true);
    }
}
