package io.deviceingest.mqtt.probe;

import java.nio.charset.StandardCharsets;

/**
 * What came back from a port that was spoken to, judged by its first bytes.
 *
 * @param text what it answered, as far as it can be shown; empty for everything but {@link Kind#OTHER}
 */
record PortAnswer(Kind kind, String text) {

    /** What such an answer tells of the port. */
    enum Kind {
        /** A TLS record of the handshake (0x16) or an alert (0x15), version 3.x (RFC 8446, 5.1). */
        TLS,
        /** A CONNACK with properties. */
        MQTT_5,
        /** A CONNACK of two bytes, as MQTT 3.1.1 has it. */
        MQTT_3_1_1,
        HTTP,
        OTHER,
        /** It ended the connection. */
        CLOSED,
        /** Nothing within the time. */
        SILENT
    }

    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int CONNACK = 0x20;

    static PortAnswer of(Kind kind) {
        return new PortAnswer(kind, "");
    }

    /** @param bytes the first ones that came, at least one */
    static PortAnswer of(byte[] bytes) {
        int first = Byte.toUnsignedInt(bytes[0]);
        if ((first == ALERT || first == HANDSHAKE) && (bytes.length < 2 || bytes[1] == 3)) {
            return of(Kind.TLS);
        }
        if (first == CONNACK) {
            return of(bytes.length > 1 && bytes[1] == 2 ? Kind.MQTT_3_1_1 : Kind.MQTT_5);
        }
        String line = new String(bytes, StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("[^\\x20-\\x7e]", "?");
        return line.startsWith("HTTP/") ? of(Kind.HTTP) : new PortAnswer(Kind.OTHER, line);
    }

    boolean isMqtt() {
        return kind == Kind.MQTT_5 || kind == Kind.MQTT_3_1_1;
    }
}
