package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes of whatever PUBLISH one that the client can read: as it came where that is possible, which it nearly always
 * is, else written again with notes of what was changed. No PUBLISH is refused: the session would redeliver it again and
 * again, and nothing behind it would be received. Not thread-safe.
 */
@SuppressWarnings(
        "ByteBufferBackingArray") // Packets lie in arrays that were allocated for reading, from their first byte.
final class PublishPacket {

    private static final int RETAIN = 0x01;
    private static final int QOS = 0x06;
    private static final int DUP = 0x08;
    private static final int USUAL_CAPACITY = 32 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What is so wrong that its payload need not be whole. */
    private static final Set<Change> NOT_WHOLE = EnumSet.of(Change.TOO_LONG, Change.MALFORMED, Change.UNREADABLE);

    private final int largest;
    private final TwoStepAcknowledgements twoSteps;
    private final Set<Change> changes = EnumSet.noneOf(Change.class);
    private final PublishProperties properties = new PublishProperties(changes);
    private ByteBuffer out = ByteBuffer.allocate(USUAL_CAPACITY);

    private int flags;
    private int qos;
    private int identifier;
    private ByteBuffer topic;

    /** @param largest how long a packet for the client may be */
    PublishPacket(int largest, TwoStepAcknowledgements twoSteps) {
        this.largest = largest;
        this.twoSteps = twoSteps;
    }

    /**
     * A packet that the client can read, valid until the next one is asked for.
     *
     * @param packet the whole of it, which may be changed
     * @param cut whether it was longer
     */
    ByteBuffer readable(ByteBuffer packet, boolean cut) {
        int start = packet.position();
        changes.clear();
        properties.clear();
        if (cut) {
            changes.add(Change.TOO_LONG);
        }
        int lengthOfProperties;
        try {
            readHead(packet);
            lengthOfProperties = readProperties(packet);
        } catch (MalformedException e) {
            return unreadable(packet.position(start));
        }
        boolean atMostOne = (flags & QOS) <= 1 << 1;
        if (atMostOne && changes.isEmpty() && (flags & DUP) == 0 && properties.lengthKept() == lengthOfProperties) {
            return packet.position(start);
        }
        return write(packet);
    }

    private void readHead(ByteBuffer packet) throws MalformedException {
        flags = packet.get() & 0x0F;
        qos = flags >> 1 & 3;
        Bytes.variable(packet);
        topic = Bytes.part(packet, Bytes.twoBytes(packet));
        if (!topic.hasRemaining() || Utf8.repairTopic(topic.array(), topic.position(), topic.limit())) {
            changes.add(Change.TOPIC);
        }
        identifier = qos > 0 ? Bytes.twoBytes(packet) : 0;
        if (qos == 2) {
            twoSteps.arrived(identifier);
        } else if (qos == 3) {
            changes.add(Change.MALFORMED);
        }
        qos = Math.min(qos, 1);
        if (qos > 0 && identifier == 0) {
            // There is no such identifier: an acknowledgement of it would acknowledge nothing.
            qos = 0;
            changes.add(Change.MALFORMED);
        }
    }

    /** Leaves the packet at its payload; says how long the properties were. */
    private int readProperties(ByteBuffer packet) {
        int start = packet.position();
        try {
            int length = Bytes.variable(packet);
            start = packet.position();
            properties.read(Bytes.part(packet, length));
            return length;
        } catch (MalformedException e) {
            // Where the payload begins cannot be known: all that follows is kept.
            packet.position(start);
            changes.add(Change.MALFORMED);
            return 0;
        }
    }

    /** The bytes of a packet as the payload of a message without a topic. */
    private ByteBuffer unreadable(ByteBuffer packet) {
        flags = 0;
        qos = 0;
        topic = NOTHING;
        properties.clear();
        changes.clear();
        changes.add(Change.TOPIC);
        changes.add(Change.UNREADABLE);
        return write(packet);
    }

    /** Notes need room: of a packet that fills the client's, an altered topic is left out instead. */
    private ByteBuffer write(ByteBuffer payload) {
        boolean noted = !changes.isEmpty() || (flags & DUP) != 0;
        if (Collections.disjoint(changes, NOT_WHOLE)) {
            noted &= lengthWith(payload, true) <= largest;
        } else {
            int surplus = Math.max(0, lengthWith(payload, true) - largest);
            payload.limit(Math.max(payload.position(), payload.limit() - surplus));
            noted = lengthWith(payload, true) <= largest;
        }
        if (!noted && changes.contains(Change.TOPIC)) {
            topic = NOTHING;
        }
        return write(payload, noted);
    }

    /** At most; a little less where its header is short. */
    private int lengthWith(ByteBuffer payload, boolean notes) {
        return 1 + Bytes.LONGEST_VARIABLE + remainingWith(payload, notes);
    }

    private int remainingWith(ByteBuffer payload, boolean notes) {
        int lengthOfProperties = lengthOfProperties(notes);
        return 2
                + topic.remaining()
                + (qos > 0 ? 2 : 0)
                + Bytes.lengthOfVariable(lengthOfProperties)
                + lengthOfProperties
                + payload.remaining();
    }

    private int lengthOfProperties(boolean notes) {
        return properties.lengthKept() + (notes ? PacketNotes.LENGTH : 0);
    }

    private ByteBuffer write(ByteBuffer payload, boolean notes) {
        clearOut(lengthWith(payload, notes));
        out.put((byte) (PacketType.PUBLISH << 4 | qos << 1 | flags & RETAIN));
        Bytes.putVariable(out, remainingWith(payload, notes));
        out.putShort((short) topic.remaining()).put(topic.duplicate());
        if (qos > 0) {
            out.putShort((short) identifier);
        }
        Bytes.putVariable(out, lengthOfProperties(notes));
        properties.putKept(out);
        if (notes) {
            PacketNotes.put(out, (flags & DUP) != 0, changes, properties.userProperties());
        }
        return out.put(payload).flip();
    }

    private void clearOut(int length) {
        if (length > out.capacity() || length <= USUAL_CAPACITY && out.capacity() > USUAL_CAPACITY) {
            out = ByteBuffer.allocate(Math.max(length, USUAL_CAPACITY));
        }
        out.clear();
    }
}
