package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;

/**
 * What a client may be given of the packets that brokers send: whatever MQTT 5 allows, and much that it does not,
 * becomes a packet that Paho reads without an exception. Not thread-safe.
 */
public final class ReadablePacket {

    private final PublishPacket publish;
    private final AnswerPacket answer;

    /**
     * @param largest the Maximum Packet Size that the client announced
     * @param keepAlive in seconds, as the client asked for it
     */
    public ReadablePacket(int largest, int keepAlive) {
        this(largest, keepAlive, new TwoStepAcknowledgements());
    }

    ReadablePacket(int largest, int keepAlive, TwoStepAcknowledgements twoSteps) {
        publish = new PublishPacket(largest, twoSteps);
        answer = new AnswerPacket(keepAlive);
    }

    /** From one whole packet, which may be changed; valid until the next call. */
    public ByteBuffer of(ByteBuffer packet) throws BrokenPacketException {
        return of(packet, false);
    }

    ByteBuffer of(ByteBuffer packet, boolean cut) throws BrokenPacketException {
        return PacketType.of(packet.get(packet.position())) == PacketType.PUBLISH
                ? publish.readable(packet, cut)
                : answer.readable(packet);
    }
}
