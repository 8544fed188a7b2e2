package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What leaves for the broker is whole packets, whoever else writes meanwhile. */
class PacketOutputTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final TwoStepAcknowledgements twoSteps = new TwoStepAcknowledgements();
    private final PacketOutput output = new PacketOutput(sent, twoSteps);

    @Test
    void acknowledgementsNeverLeaveWithinAPacket() throws Exception {
        byte[] packet = new byte[20_000];
        Arrays.fill(packet, (byte) 7);
        byte[] acknowledgement = new byte[] {0x40, 2, 0x12, 0x34};

        output.write(packet, 0, 10_000);
        output.acknowledge(acknowledgement.clone());
        output.write(packet, 10_000, 10_000);
        output.flush();

        assertThat(Arrays.copyOf(sent.toByteArray(), 4)).isEqualTo(acknowledgement);
        assertThat(Arrays.copyOfRange(sent.toByteArray(), 4, sent.size())).isEqualTo(packet);
    }

    @Test
    void aMessageAtQos2IsReceivedAndNotAcknowledgedYet() throws Exception {
        twoSteps.arrived(2);
        byte[] run = new byte[3 * PacketOutput.LENGTH_OF_PUBACK];
        for (int i = 0; i < 3; i++) {
            PacketOutput.putPuback(run, i * PacketOutput.LENGTH_OF_PUBACK, i + 1);
        }

        output.acknowledge(run);

        assertThat(sent.toByteArray()).containsExactly(0x40, 2, 0, 1, 0x50, 2, 0, 2, 0x40, 2, 0, 3);
    }
}
