package io.deviceingest.mqtt.packet;

/** The types of packets that a broker sends, by the upper half of their first byte (MQTT 5, 2.1.2). */
final class PacketType {

    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int UNSUBACK = 11;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;

    private PacketType() {}

    static int of(byte first) {
        return Byte.toUnsignedInt(first) >> 4;
    }
}
