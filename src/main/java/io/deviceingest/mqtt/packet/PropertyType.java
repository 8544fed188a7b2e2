package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;

/** The identifiers of properties that matter here, and the length of each property (MQTT 5, 2.2.2.2). */
final class PropertyType {

    static final int MESSAGE_EXPIRY = 0x02;
    static final int CORRELATION_DATA = 0x09;
    static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    static final int SERVER_KEEP_ALIVE = 0x13;
    static final int REASON_STRING = 0x1F;
    static final int RECEIVE_MAXIMUM = 0x21;
    static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    static final int TOPIC_ALIAS = 0x23;
    static final int USER_PROPERTY = 0x26;

    private PropertyType() {}

    /** Passes over the value of a property. */
    static void skipValue(int identifier, ByteBuffer in) throws MalformedException {
        switch (identifier) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> Bytes.skip(in, 1);
            case SERVER_KEEP_ALIVE, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS -> Bytes.skip(in, 2);
            case MESSAGE_EXPIRY, 0x11, 0x18, 0x27 -> Bytes.skip(in, 4);
            case SUBSCRIPTION_IDENTIFIER -> Bytes.variable(in);
            case 0x03, 0x08, CORRELATION_DATA, 0x12, 0x15, 0x16, 0x1A, 0x1C, REASON_STRING -> skipText(in);
            case USER_PROPERTY -> {
                skipText(in);
                skipText(in);
            }
            default ->
                throw new MalformedException("it holds an unknown property 0x" + Integer.toHexString(identifier));
        }
    }

    static void skipText(ByteBuffer in) throws MalformedException {
        Bytes.skip(in, Bytes.twoBytes(in));
    }
}
