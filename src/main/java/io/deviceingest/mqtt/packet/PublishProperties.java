package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The properties of one PUBLISH after another, of which those are kept that somebody here reads: the expiry, the
 * Subscription Identifiers (the first {@value #MOST_IDENTIFIERS}) and user properties within bounds. Not thread-safe.
 */
@SuppressWarnings(
        "ByteBufferBackingArray") // Packets lie in arrays that were allocated for reading, from their first byte.
final class PublishProperties {

    static final int MOST_USER_PROPERTIES = 64;
    static final int MOST_USER_BYTES = 16 * 1024;
    private static final int MOST_IDENTIFIERS = 64;

    private final ByteBuffer kept =
            ByteBuffer.allocate(5 + MOST_IDENTIFIERS * 5 + MOST_USER_PROPERTIES * 5 + MOST_USER_BYTES);
    private final Set<Change> changes;
    private boolean expires;
    private int identifiers;
    private int userProperties;
    private int userPropertiesKept;
    private int userBytes;

    /** @param changes is told what was changed */
    PublishProperties(Set<Change> changes) {
        this.changes = changes;
    }

    void clear() {
        kept.clear();
        expires = false;
        identifiers = 0;
        userProperties = 0;
        userPropertiesKept = 0;
        userBytes = 0;
    }

    /** Reads all properties up to the limit, or up to one that cannot be read. */
    void read(ByteBuffer in) {
        try {
            while (in.hasRemaining()) {
                int from = in.position();
                readOne(in, from);
            }
        } catch (MalformedException e) {
            changes.add(Change.MALFORMED);
        }
        if (userPropertiesKept < userProperties) {
            changes.add(Change.USER_PROPERTIES_CUT);
        }
    }

    private void readOne(ByteBuffer in, int from) throws MalformedException {
        int identifier = Bytes.octet(in);
        switch (identifier) {
            case PropertyType.USER_PROPERTY -> readUserProperty(in, from);
            case PropertyType.SUBSCRIPTION_IDENTIFIER -> {
                Bytes.variable(in);
                if (identifiers++ < MOST_IDENTIFIERS) {
                    keep(in, from);
                }
            }
            case PropertyType.MESSAGE_EXPIRY -> {
                Bytes.skip(in, 4);
                if (!expires) {
                    keep(in, from);
                }
                expires = true;
            }
            case PropertyType.TOPIC_ALIAS -> {
                Bytes.skip(in, 2);
                changes.add(Change.TOPIC_ALIAS);
            }
            default -> PropertyType.skipValue(identifier, in);
        }
    }

    private void readUserProperty(ByteBuffer in, int from) throws MalformedException {
        int key = in.position() + 2;
        PropertyType.skipText(in);
        int endOfKey = in.position();
        PropertyType.skipText(in);
        userProperties++;
        int length = in.position() - key - 2;
        if (userPropertiesKept < MOST_USER_PROPERTIES && userBytes + length <= MOST_USER_BYTES) {
            boolean repairedKey = Utf8.repairText(in.array(), key, endOfKey);
            if (Utf8.repairText(in.array(), endOfKey + 2, in.position()) || repairedKey) {
                changes.add(Change.USER_PROPERTY_CHARACTERS);
            }
            userPropertiesKept++;
            userBytes += length;
            keep(in, from);
        }
    }

    private void keep(ByteBuffer in, int from) {
        kept.put(in.array(), from, in.position() - from);
    }

    int lengthKept() {
        return kept.position();
    }

    /** How many user properties there were. */
    int userProperties() {
        return userProperties;
    }

    void putKept(ByteBuffer out) {
        out.put(kept.array(), 0, kept.position());
    }
}
