package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream of MQTT 5 is cut where its packets end, and what tests ask a packet about is what it says. */
class MqttPacketTest {

    /** For two filters, with a reason string and a user property before the codes. */
    private static final String SUBACK = "90 14 0007 0f 1f0003616263 260001780003797a7a 01 01";

    @ParameterizedTest
    @ValueSource(ints = {10, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152, 3_000_000})
    void aStreamIsCutIntoItsPackets(int payload) throws Exception {
        MqttPacket first = publish("t", 1, 1, payload);
        MqttPacket second = publish("t", 1, 2, payload + 1);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(first.bytes());
        stream.write(bytes("c0 00"));
        stream.write(second.bytes());
        ByteArrayInputStream in = new ByteArrayInputStream(stream.toByteArray());

        assertThat(MqttPacket.read(in).bytes()).isEqualTo(first.bytes());
        assertThat(MqttPacket.read(in).type()).isEqualTo(PacketType.PINGREQ);
        assertThat(MqttPacket.read(in).bytes()).isEqualTo(second.bytes());
        assertThat(MqttPacket.read(in)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "30 80", "30 05 0001"})
    void aStreamThatEndsInsideOfAPacketIsAFailure(String stream) {
        assertThatIOException().isThrownBy(() -> read(stream)).isInstanceOf(EOFException.class);
    }

    @Test
    void aLengthOfFiveBytesIsAFailure() {
        assertThatIOException().isThrownBy(() -> read("30 80 80 80 80 01")).withMessageContaining("four bytes");
    }

    @Test
    void aMessageHasAnIdentifierBehindItsTopicUnlessItsQosIs0() throws Exception {
        MqttPacket message = publish("devices/ä/sensor", 1, 40_000, 300);
        assertThat(message.is(PacketType.PUBLISH)).isTrue();
        assertThat(message.qos()).isEqualTo(1);
        assertThat(message.topic()).isEqualTo("devices/ä/sensor");
        assertThat(message.id()).isEqualTo(40_000);
        assertThat(message).hasToString("PUBLISH 40000");

        MqttPacket fleeting = publish("t", 0, 0, 10);
        assertThat(fleeting.isIdentified()).isFalse();
        assertThatIllegalStateException().isThrownBy(fleeting::id);
    }

    @Test
    void anAcknowledgementSaysOfWhat() throws Exception {
        assertThat(read("40 02 ffff").id()).isEqualTo(65_535);
        assertThat(read("40 03 0100 10")).hasToString("PUBACK 256");
        assertThat(read("e0 00")).hasToString("DISCONNECT");
    }

    @Test
    void theCodesOfASubackStandBehindItsProperties() throws Exception {
        MqttPacket suback = read(SUBACK);
        assertThat(suback.id()).isEqualTo(7);
        assertThat(suback.reasonCodes()).containsExactly(1, 1);

        MqttPacket refusal = suback.withReasonCode(0x87);

        assertThat(refusal.reasonCodes()).containsExactly(0x87, 0x87);
        assertThat(refusal.bytes()).isEqualTo(bytes(SUBACK.replace("01 01", "87 87")));
        assertThat(suback.reasonCodes()).containsExactly(1, 1);
    }

    private static MqttPacket publish(String topic, int qos, int id, int payload) throws MqttException, IOException {
        MqttPublish publish =
                new MqttPublish(topic, new MqttMessage(new byte[payload], qos, false, null), new MqttProperties());
        publish.setMessageId(id);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(publish.getHeader());
        bytes.write(publish.getPayload());
        return MqttPacket.of(bytes.toByteArray());
    }

    private static MqttPacket read(String hex) throws IOException {
        return MqttPacket.read(new ByteArrayInputStream(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
