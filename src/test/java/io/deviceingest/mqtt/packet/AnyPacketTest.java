package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/** Whatever a broker sends, and however it is cut on its way: Paho reads all of it, and it says what was sent. */
class AnyPacketTest {

    private static final int LARGEST = 4 * 1024 * 1024;
    private static final int KEEP_ALIVE = 15;

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void everyMessageIsReadAsItWasSent(@ForAll("sequences") List<SentMessage> sent, @ForAll Random cuts)
            throws Exception {
        PacketBytes stream = new PacketBytes();
        for (int i = 0; i < sent.size(); i++) {
            stream.raw(sent.get(i).packet(i + 1));
        }
        PacketInput in = inputOf(new CutStream(stream.bytes(), cuts), LARGEST);

        for (int i = 0; i < sent.size(); i++) {
            check(sent.get(i), i + 1, (MqttPublish) next(in));
        }
    }

    @Provide
    Arbitrary<List<SentMessage>> sequences() {
        return messages().list().ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<SentMessage> messages() {
        return AnyMessage.withPayload(Arbitraries.of(0, 1, 200, 40_000)
                .map(length -> new byte[length])
                .map(AnyPacketTest::filled));
    }

    private static byte[] filled(byte[] bytes) {
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    /** What this program reads of a packet is what Paho reads of it. */
    private static MqttWireMessage read(byte[] packet) throws MqttException {
        MqttWireMessage read = MqttWireMessage.createWireMessage(packet);
        if (read instanceof MqttPublish publish) {
            ReceivedMessage own = ownReading(packet);
            MqttMessage expected = publish.getMessage();
            assertThat(own.topic()).isEqualTo(publish.getTopicName());
            assertThat(own.message().getId()).isEqualTo(publish.getMessageId());
            assertThat(own.message().getQos()).isEqualTo(expected.getQos());
            assertThat(own.message().isRetained()).isEqualTo(expected.isRetained());
            assertThat(own.message().getPayload()).isEqualTo(expected.getPayload());
            checkProperties(own.message().getProperties(), expected.getProperties());
        }
        return read;
    }

    private static void checkProperties(MqttProperties own, MqttProperties expected) {
        assertThat(own.getSubscriptionIdentifiers()).isEqualTo(expected.getSubscriptionIdentifiers());
        assertThat(own.getMessageExpiryInterval()).isEqualTo(expected.getMessageExpiryInterval());
        assertThat(own.getCorrelationData()).isEqualTo(expected.getCorrelationData());
        assertThat(own.getUserProperties())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(expected.getUserProperties());
    }

    private static ReceivedMessage ownReading(byte[] packet) {
        try {
            return ReceivedMessage.of(ByteBuffer.wrap(packet));
        } catch (MalformedException e) {
            throw new AssertionError("Paho reads it", e);
        }
    }

    private static void check(SentMessage sent, int identifier, MqttPublish read) throws MqttException {
        PacketNotes notes = PacketNotes.of(read.getMessage());
        assertThat(read.getQoS()).isEqualTo(sent.qos());
        assertThat(read.getMessageId()).isEqualTo(sent.qos() > 0 ? identifier : 0);
        assertThat(read.getPayload()).isEqualTo(sent.payload());
        assertThat(notes.isTopicIntact()).isEqualTo(Texts.isReadable(sent.topic()));
        assertThat(notes.duplicate()).isEqualTo((sent.flags() & 8) != 0);
        assertThat(read.getProperties().getUserProperties()).hasSizeLessThanOrEqualTo(64);
        assertThat(read.getProperties().getTopicAlias()).isNull();
        assertThat(notes.changes()).doesNotContain(Change.MALFORMED, Change.UNREADABLE, Change.TOO_LONG);
        if (notes.isTopicIntact()) {
            assertThat(read.getTopicName()).isEqualTo(sent.topicText());
        }
    }

    /** A PUBLISH of the right length, but broken in any place behind that. */
    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void nothingEndsTheReadingThread(@ForAll("messages") SentMessage sent, @ForAll Random random) throws Exception {
        byte[] broken = sent.packet(1);
        int header = 1 + Bytes.lengthOfVariable(broken.length);
        for (int i = 0; i <= random.nextInt(4) && header < broken.length; i++) {
            int at = header
                    + random.nextInt(Math.min(broken.length - header, random.nextBoolean() ? 40 : broken.length));
            broken[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
        }
        broken[0] = (byte) (0x30 | random.nextInt(16));
        PacketInput in = inputOf(new ByteArrayInputStream(broken), LARGEST);

        assertThatCode(() -> next(in)).doesNotThrowAnyException();
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void noBytesAtAllEndTheReadingThread(@ForAll Random random) {
        byte[] bytes = new byte[2 + random.nextInt(60)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (random.nextInt(16) << 4 | (random.nextInt(3) == 0 ? random.nextInt(16) : 0));
        bytes[1] = (byte) (bytes.length - 2);
        try {
            next(inputOf(new ByteArrayInputStream(bytes), LARGEST));
        } catch (IOException | MqttException e) {
            // That ends the connection, with a reason.
        }
    }

    private static PacketInput inputOf(InputStream stream, int largest) {
        return new PacketInput(PacketInput.packetsOf(stream, largest, KEEP_ALIVE, new TwoStepAcknowledgements()));
    }

    /** As Paho reads: single bytes first, and again after each time-out, which must not come within a packet. */
    private static MqttWireMessage next(PacketInput in) throws IOException, MqttException {
        while (true) {
            try {
                int first = in.read();
                byte[] packet = new byte[1 + in.available()];
                packet[0] = (byte) first;
                assertThat(in.readNBytes(packet, 1, packet.length - 1)).isEqualTo(packet.length - 1);
                return read(packet);
            } catch (SocketTimeoutException e) {
                // Between packets.
            }
        }
    }

    /** Gives what it has in pieces, and times out now and then. */
    private static final class CutStream extends InputStream {

        private final ByteArrayInputStream whole;
        private final Random cuts;

        CutStream(byte[] bytes, Random cuts) {
            this.whole = new ByteArrayInputStream(bytes);
            this.cuts = cuts;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("single bytes cost too much");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (cuts.nextInt(4) == 0) {
                throw new SocketTimeoutException();
            }
            int bound = cuts.nextBoolean() ? 1 + cuts.nextInt(5) : 1 + cuts.nextInt(50_000);
            return whole.read(bytes, offset, Math.min(length, bound));
        }
    }
}
