package io.deviceingest.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * The packets of one connection that have an identifier, as its client sees them: what was sent to it, and what came
 * from it, in one order. Safe for any number of threads.
 */
public final class PacketLog {

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Direction direction, PacketType type, int id) {}

    synchronized void add(Direction direction, MqttPacket packet) {
        if (packet.isIdentified()) {
            entries.add(new Entry(direction, packet.type(), packet.id()));
        }
    }

    /** The identifiers of the packets of a type. */
    public synchronized List<Integer> ids(Direction direction, PacketType type) {
        return entries.stream()
                .filter(entry -> entry.direction == direction && entry.type == type)
                .map(Entry::id)
                .toList();
    }

    /** The identifiers of the messages that the client was sent, in their order. */
    public List<Integer> delivered() {
        return ids(Direction.DOWN, PacketType.PUBLISH);
    }

    /** The identifiers of the messages that the client acknowledged, in the order of the acknowledgements. */
    public List<Integer> acknowledged() {
        return ids(Direction.UP, PacketType.PUBACK);
    }

    /** How many messages the client had at most that it had not acknowledged. */
    public synchronized int mostInFlight() {
        int inFlight = 0;
        int most = 0;
        for (Entry entry : entries) {
            if (entry.direction == Direction.DOWN && entry.type == PacketType.PUBLISH) {
                inFlight++;
            } else if (entry.direction == Direction.UP && entry.type == PacketType.PUBACK) {
                inFlight--;
            }
            most = Math.max(most, inFlight);
        }
        return most;
    }
}
