package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

/** What becomes of packets that are not as announced, or not as MQTT 5 has them. */
class PacketReaderTest {

    private static final int LARGEST = 100_000;
    private static final byte[] TOPIC = "devices/d/sensor".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NONE = new byte[0];

    @Test
    void aMessageThatIsLongerThanAnnouncedIsCutAndTheNextOneIsRead() throws Exception {
        PacketInput in = input(message(2, TOPIC, NONE, 3 * LARGEST), message(2, TOPIC, NONE, 1));

        MqttPublish cut = read(in);
        assertThat(PacketNotes.of(cut.getMessage()).changes()).containsExactly(Change.TOO_LONG);
        assertThat(cut.getMessageId()).isEqualTo(7);
        assertThat(cut.getPayload()).hasSizeBetween(LARGEST - 100, LARGEST);
        assertThat(read(in).getPayload()).hasSize(1);
    }

    @Test
    void anotherPacketThatIsLongerThanAnnouncedEndsTheConnection() {
        PacketInput in = input(new PacketBytes().raw(new byte[LARGEST]).packet(0x90));

        assertThatThrownBy(in::read)
                .isInstanceOf(BrokenPacketException.class)
                .hasMessage("the broker sent a packet of 100004 bytes, but at most 100000 were announced");
    }

    @Test
    void aLengthOfFiveBytesEndsTheConnection() {
        PacketInput in = input(new byte[] {0x30, -1, -1, -1, -1, 1});

        assertThatThrownBy(in::read).hasMessage("the broker sent a remaining length of more than four bytes");
    }

    @Test
    void aMessageThatComesAgainAndFillsTheLargestPacketKeepsItsPayload() throws Exception {
        int length = LARGEST - message(2, TOPIC, NONE, 0).length - 2;

        MqttPublish read = read(input(message(0xA, TOPIC, NONE, length)));

        assertThat(read.getPayload()).hasSize(length);
    }

    @Test
    void anAlteredTopicForWhoseMarkThereIsNoRoomIsLeftOut() throws Exception {
        int length = LARGEST - message(2, TOPIC, NONE, 0).length - 2;

        MqttPublish read =
                read(input(message(2, "devices/d/sens\u0001r".getBytes(StandardCharsets.UTF_8), NONE, length)));

        assertThat(read.getTopicName()).isEmpty();
        assertThat(read.getPayload()).hasSize(length);
    }

    @Test
    void aMessageWithoutAReadableIdentifierIsKeptAsBytesAtQos0() throws Exception {
        byte[] packet = new PacketBytes().twoBytes(50_000).raw(new byte[10]).packet(0x32);

        MqttPublish read = read(input(packet));

        assertThat(read.getQoS()).isZero();
        assertThat(read.getTopicName()).isEmpty();
        assertThat(read.getPayload()).isEqualTo(packet);
        assertThat(PacketNotes.of(read.getMessage()).changes()).containsExactly(Change.TOPIC, Change.UNREADABLE);
    }

    @Test
    void ofBrokenPropertiesWhatComesBeforeIsKept() throws Exception {
        byte[] properties = new PacketBytes()
                .octet(0x26)
                .counted(new byte[] {'k'})
                .counted(new byte[] {'v'})
                .octet(0x55)
                .bytes();

        MqttPublish read = read(input(message(2, TOPIC, properties, 5)));

        assertThat(PacketNotes.of(read.getMessage()).changes()).containsExactly(Change.MALFORMED);
        assertThat(read.getProperties().getUserProperties()).hasSize(1);
        assertThat(read.getPayload()).hasSize(5);
    }

    @Test
    void aLengthOfPropertiesThatLiesCostsNoMemory() throws Exception {
        byte[] packet = new PacketBytes()
                .counted(TOPIC)
                .twoBytes(7)
                .variable(268_435_455)
                .raw(new byte[3])
                .packet(0x32);

        assertThat(read(input(packet)).getPayload()).hasSize(3);
    }

    @Test
    void aWildcardInATopicIsNoDevice() throws Exception {
        MqttPublish read = read(input(message(2, "devices/+/sensor".getBytes(StandardCharsets.UTF_8), NONE, 1)));

        assertThat(PacketNotes.of(read.getMessage()).isTopicIntact()).isFalse();
    }

    @Test
    void whatALongPacketTakesOfMemoryIsGivenBack() throws Exception {
        PacketReader reader = new PacketReader(
                new ByteArrayInputStream(new PacketBytes()
                        .raw(message(2, TOPIC, NONE, 90_000))
                        .raw(message(2, TOPIC, NONE, 1))
                        .bytes()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, 1_000));
                    }
                },
                LARGEST);
        assertThat(reader.next()).isTrue();
        assertThat(reader.packet().remaining()).isGreaterThan(90_000);
        assertThat(reader.next()).isTrue();
        assertThat(reader.packet().remaining()).isLessThan(100);
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    }

    private static byte[] message(int flags, byte[] topic, byte[] properties, int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 5);
        return new SentMessage(flags, topic, properties, payload).packet(7);
    }

    private static PacketInput input(byte[]... packets) {
        PacketBytes all = new PacketBytes();
        Arrays.stream(packets).forEach(all::raw);
        InputStream stream = new ByteArrayInputStream(all.bytes());
        return new PacketInput(PacketInput.packetsOf(stream, LARGEST, 15, new TwoStepAcknowledgements()));
    }

    private static MqttPublish read(PacketInput in) throws Exception {
        byte[] first = {(byte) in.read()};
        byte[] rest = new byte[in.available()];
        if (in.readNBytes(rest, 0, rest.length) < rest.length) {
            throw new IOException("too short");
        }
        assertThat(rest.length + 1).isLessThanOrEqualTo(LARGEST);
        return (MqttPublish) MqttWireMessage.createWireMessage(
                new PacketBytes().raw(first).raw(rest).bytes());
    }
}
