package io.deviceingest.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;

/** Carries the packets of one direction of one connection, as its rule wants it. Safe for any number of threads. */
final class PacketStream {

    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final PacketLog log;
    private final Queue<MqttPacket> held = new ArrayDeque<>();
    private Rule rule;

    PacketStream(Direction direction, Socket from, Socket to, PacketLog log, Rule rule) {
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.log = log;
        this.rule = rule;
    }

    /** Carries packets until the stream's end. */
    void carry() throws IOException {
        InputStream in = new BufferedInputStream(from.getInputStream());
        MqttPacket packet = MqttPacket.read(in);
        while (packet != null) {
            decide(packet);
            packet = MqttPacket.read(in);
        }
    }

    synchronized void rule(Rule newRule) {
        rule = newRule;
    }

    synchronized int held() {
        return held.size();
    }

    /** Sends what is held before anything else gets through, and lets everything pass from then on. */
    synchronized void release() throws IOException {
        rule = packet -> Verdict.PASS;
        while (!held.isEmpty()) {
            MqttPacket packet = held.remove();
            send(packet, packet.bytes());
        }
    }

    private synchronized void decide(MqttPacket packet) throws IOException {
        if (direction == Direction.UP) {
            log.add(direction, packet);
        }
        Verdict verdict = rule.decide(packet);
        if (verdict == Verdict.HOLD) {
            held.add(packet);
        } else if (verdict != Verdict.DROP) {
            send(packet, verdict.replacement().orElseGet(packet::bytes));
        }
    }

    private void send(MqttPacket packet, byte[] bytes) throws IOException {
        if (direction == Direction.DOWN) {
            // Before its acknowledgement can come.
            log.add(direction, packet);
        }
        to.getOutputStream().write(bytes);
    }
}
