package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages go to their receiver, all else to the client, which is never left without a sign of life for long. */
class MessageTapTest {

    private static final ByteBuffer SUBACK = ByteBuffer.wrap(new byte[] {(byte) 0x90, 4, 0, 1, 0, 1});

    private final Deque<ByteBuffer> packets = new ArrayDeque<>();
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void messagesAreTakenOutAndTheRestIsTheClients() throws Exception {
        packets.add(message(1));
        packets.add(SUBACK);
        packets.add(message(2));
        MessageTap tap = new MessageTap(
                this::nextPacket, received -> taken.add(received.message().getId()));

        assertThat(tap.next()).isSameAs(SUBACK);
        assertThatThrownBy(tap::next).isInstanceOf(EOFException.class);

        assertThat(taken).containsExactly(1, 2);
    }

    @Test
    void whileAMessageFindsNoRoomTheClientSeesThatTheBrokerLives() throws Exception {
        packets.add(message(1));
        packets.add(message(2));
        packets.add(SUBACK);
        boolean[] room = {false};
        MessageTap tap = new MessageTap(
                this::nextPacket,
                received -> room[0] && taken.add(received.message().getId()));

        ByteBuffer sign = tap.next();
        room[0] = true;

        assertThat(PacketType.of(sign.get())).isEqualTo(PacketType.PINGRESP);
        assertThat(tap.next()).isSameAs(SUBACK);
        assertThat(taken).as("in order, each once").containsExactly(1, 2);
    }

    @Test
    void whatAReceiverThrowsEndsTheConnectionWithIt() {
        packets.add(message(1));
        MessageTap tap = new MessageTap(this::nextPacket, received -> {
            throw new IllegalStateException("nobody foresaw it");
        });

        assertThatThrownBy(tap::next)
                .isInstanceOf(IOException.class)
                .hasMessage("a message could not be taken: java.lang.IllegalStateException: nobody foresaw it");
    }

    private ByteBuffer nextPacket() throws IOException {
        ByteBuffer packet = packets.poll();
        if (packet == null) {
            throw new EOFException();
        }
        return packet;
    }

    private static ByteBuffer message(int identifier) {
        return ByteBuffer.wrap(new byte[] {0x32, 6, 0, 1, 't', 0, (byte) identifier, 0});
    }
}
