package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttConnAck;
import org.eclipse.paho.mqttv5.common.packet.MqttDisconnect;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a broker, of which the client reads codes and limits. */
class AnswerPacketTest {

    private static final int KEEP_ALIVE = 15;

    @ParameterizedTest
    @CsvSource({"32", "64", "80", "144", "176", "224"})
    void everyCodeThatPahoKnowsIsKeptAndEveryOtherRefusalIsUnspecified(int first) throws Exception {
        for (int code = 0; code <= 0xFF; code++) {
            byte[] packet = packet(first, code);
            if (isKnownToPaho(packet)) {
                assertThat(codeOf(readable(packet))).isEqualTo(code);
            } else if (code >= 0x80) {
                assertThat(codeOf(readable(packet))).isEqualTo(0x80);
            } else {
                assertThatThrownBy(() -> readable(packet)).isInstanceOf(BrokenPacketException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"98", "112"})
    void whatFollowsOnAPubrecIsReadWithoutItsCode(int first) throws Exception {
        assertThat(codeOf(readable(packet(first, 0x92)))).isZero();
    }

    private static byte[] packet(int first, int code) {
        PacketBytes body = new PacketBytes();
        return switch (first) {
            case 0x20 -> body.octet(0).octet(code).variable(0).packet(first);
            case 0x90, 0xB0 -> body.twoBytes(1).variable(0).octet(code).packet(first);
            case 0xE0 -> body.octet(code).packet(first);
            default -> body.twoBytes(1).octet(code).packet(first);
        };
    }

    private static boolean isKnownToPaho(byte[] packet) {
        try {
            MqttWireMessage.createWireMessage(packet);
            return true;
        } catch (MqttException e) {
            return false;
        }
    }

    private static int codeOf(MqttWireMessage packet) {
        return packet instanceof MqttDisconnect disconnect ? disconnect.getReturnCode() : packet.getReasonCodes()[0];
    }

    @ParameterizedTest
    @CsvSource({
        "19, 0, , a keep-alive of 0 would never find out that the broker is gone",
        "19, 16, , nor does a longer one in time",
        "19, 14, 14, a shorter one is the broker's right",
        "33, 65535, , Paho reads it as -1; without it there is no limit, which is nearly the same",
        "33, 32767, 32767, Paho reads it",
    })
    void limitsArePassedOnWhereTheyAreOfUse(int identifier, int value, Integer expected, String reason)
            throws Exception {
        byte[] properties = new PacketBytes().octet(identifier).twoBytes(value).bytes();
        byte[] connack =
                new PacketBytes().octet(1).octet(0).measured(properties).packet(0x20);

        MqttConnAck read = (MqttConnAck) readable(connack);

        assertThat(
                        identifier == 19
                                ? read.getProperties().getServerKeepAlive()
                                : read.getProperties().getReceiveMaximum())
                .as(reason)
                .isEqualTo(expected);
        assertThat(read.getSessionPresent()).isTrue();
    }

    @Test
    void anAnswerOfMqtt3IsReportedAsNone() {
        assertThatThrownBy(() -> readable(new byte[] {0x20, 2, 0, 0}))
                .isInstanceOfSatisfying(
                        BrokenPacketException.class,
                        e -> assertThat(e.problem().remedy()).contains("speaks MQTT 5 on this listener"));
    }

    private static MqttWireMessage readable(byte[] packet) throws Exception {
        ByteBuffer readable = new ReadablePacket(1_000, KEEP_ALIVE).of(ByteBuffer.wrap(packet.clone()));
        byte[] bytes = new byte[readable.remaining()];
        readable.get(bytes);
        return MqttWireMessage.createWireMessage(bytes);
    }
}
