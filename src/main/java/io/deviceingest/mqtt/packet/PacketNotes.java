package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * What is to be known of a PUBLISH and is lost in the client's decoder: the DUP flag, and what was changed before it.
 * The notes travel as the message's Correlation Data, which nobody here reads and which is dropped as it comes, so that
 * no sender can write them. Immutable.
 *
 * @param duplicate the DUP flag: the broker has sent it before
 * @param userProperties how many user properties it came with
 */
public record PacketNotes(boolean duplicate, Set<Change> changes, int userProperties) {

    /** The longest form of them as a property. */
    static final int LENGTH = 9;

    private static final PacketNotes NONE = new PacketNotes(false, Set.of(), 0);
    private static final int LENGTH_OF_DATA = 6;
    private static final Change[] ALL = Change.values();

    /** The notes of a message; it has none as a rule. */
    public static PacketNotes of(MqttMessage message) {
        byte[] data =
                message.getProperties() == null ? null : message.getProperties().getCorrelationData();
        return data == null || data.length != LENGTH_OF_DATA ? NONE : read(ByteBuffer.wrap(data));
    }

    private static PacketNotes read(ByteBuffer data) {
        int flags = data.getShort();
        Set<Change> changes = EnumSet.noneOf(Change.class);
        for (Change change : ALL) {
            if ((flags & flag(change)) != 0) {
                changes.add(change);
            }
        }
        return new PacketNotes((flags & 1) != 0, Collections.unmodifiableSet(changes), data.getInt());
    }

    /** Writes them as a property of a PUBLISH. */
    static void put(ByteBuffer out, boolean duplicate, Set<Change> changes, int userProperties) {
        int flags = duplicate ? 1 : 0;
        for (Change change : changes) {
            flags |= flag(change);
        }
        out.put((byte) PropertyType.CORRELATION_DATA);
        out.putShort((short) LENGTH_OF_DATA);
        out.putShort((short) flags);
        out.putInt(userProperties);
    }

    @SuppressWarnings("EnumOrdinal") // Written and read by one process, within a moment.
    private static int flag(Change change) {
        return 2 << change.ordinal();
    }

    /** Whether the topic is as it was sent: else it tells no device from another. */
    public boolean isTopicIntact() {
        return !changes.contains(Change.TOPIC);
    }

    /** All changes in one line. */
    public String words() {
        String words = changes.stream().map(Change::words).collect(Collectors.joining("; "));
        return changes.contains(Change.USER_PROPERTIES_CUT)
                ? words + " (" + userProperties + " came; at most " + PublishProperties.MOST_USER_PROPERTIES + " and "
                        + PublishProperties.MOST_USER_BYTES + " bytes are kept)"
                : words;
    }
}
