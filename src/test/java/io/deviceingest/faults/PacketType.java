package io.deviceingest.faults;

import java.util.List;

/** The types of MQTT 5's packets, each at the place of its number. */
public enum PacketType {
    RESERVED,
    CONNECT,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    PINGREQ,
    PINGRESP,
    DISCONNECT,
    AUTH;

    private static final List<PacketType> BY_NUMBER = List.of(values());

    /** The type of a packet that begins with that byte. */
    static PacketType of(byte first) {
        return BY_NUMBER.get(Byte.toUnsignedInt(first) >> 4);
    }
}
