package io.deviceingest.mqtt.packet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream to the broker: a packet of the client's leaves as a whole when it is flushed, and acknowledgements leave in
 * runs, each in one write, between two packets. One thread writes packets; any may write acknowledgements.
 */
public final class PacketOutput extends OutputStream {

    /** How many bytes an acknowledgement takes. */
    public static final int LENGTH_OF_PUBACK = 4;

    private final OutputStream out;
    private final TwoStepAcknowledgements twoSteps;
    /** What has been written of the client's present packet. */
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();

    /** @param twoSteps knows which messages are acknowledged otherwise */
    public PacketOutput(OutputStream out, TwoStepAcknowledgements twoSteps) {
        this.out = out;
        this.twoSteps = twoSteps;
    }

    @Override
    public void write(int oneByte) {
        packet.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        packet.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        byte[] bytes = packet.toByteArray();
        packet.reset();
        if (bytes.length > 0) {
            twoSteps.adapt(bytes, 0, bytes.length);
            send(bytes);
        }
    }

    /** Sends acknowledgements that {@link #putPuback} made, one after the other. */
    public void acknowledge(byte[] packets) throws IOException {
        for (int at = 0; at < packets.length; at += LENGTH_OF_PUBACK) {
            twoSteps.adapt(packets, at, LENGTH_OF_PUBACK);
        }
        send(packets);
    }

    /** Writes a PUBACK without a reason, which means success. */
    public static void putPuback(byte[] packets, int at, int identifier) {
        packets[at] = (byte) (PacketType.PUBACK << 4);
        packets[at + 1] = 2;
        packets[at + 2] = (byte) (identifier >> 8);
        packets[at + 3] = (byte) identifier;
    }

    private synchronized void send(byte[] packets) throws IOException {
        out.write(packets);
        out.flush();
    }
}
