package io.deviceingest.mqtt.connect;

import java.util.Map;

/** What MQTT 5 reason codes (2.4, 3.2.2.2, 3.9.3, 3.14.2.1) mean, and what to try. */
public final class ReasonCodes {

    public static final int CLIENT_ID_NOT_VALID = 0x85;
    public static final int NOT_AUTHORIZED = 0x87;
    public static final int SESSION_TAKEN_OVER = 0x8E;

    private record Meaning(String words, String remedy) {}

    private static final Meaning UNKNOWN =
            new Meaning("a reason that MQTT 5 does not name", "look into the log of the broker");

    private static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            meaning(0x80, "unspecified error", "look into the log of the broker"),
            meaning(0x81, "malformed packet", "look into the log of the broker"),
            meaning(0x82, "protocol error", "look into the log of the broker"),
            meaning(0x83, "implementation specific error", "look into the log of the broker"),
            meaning(0x84, "unsupported protocol version", "enable MQTT 5 on this listener of the broker"),
            meaning(CLIENT_ID_NOT_VALID, "client identifier not valid", "choose another MQTT_CLIENT_ID"),
            meaning(0x86, "bad user name or password", "check MQTT_USERNAME and MQTT_PASSWORD against the broker"),
            meaning(
                    NOT_AUTHORIZED,
                    "not authorized",
                    "check MQTT_USERNAME and MQTT_PASSWORD, and let this user connect and subscribe to MQTT_TOPIC in"
                            + " the broker's access rules"),
            meaning(0x88, "server unavailable", "wait for the broker, or look into its log"),
            meaning(0x89, "server busy", "wait for the broker, or look at its load"),
            meaning(0x8A, "banned", "lift the ban of this client id or address on the broker"),
            meaning(0x8B, "server shutting down", "wait for the broker to come back"),
            meaning(0x8C, "bad authentication method", "allow user name and password on this listener"),
            meaning(0x8D, "keep alive timeout", "look for a network that delays or drops packets"),
            meaning(
                    SESSION_TAKEN_OVER,
                    "session taken over: another client connected with the same client id",
                    "give every replica and every tool its own MQTT_CLIENT_ID"),
            meaning(0x8F, "topic filter invalid", "check MQTT_TOPIC"),
            meaning(0x90, "topic name invalid", "check MQTT_TOPIC"),
            meaning(0x93, "receive maximum exceeded", "look into the log of the broker"),
            meaning(0x95, "packet too large", "raise MQTT_MAX_PACKET_SIZE"),
            meaning(0x96, "message rate too high", "raise the broker's limit for this client"),
            meaning(0x97, "quota exceeded", "raise the broker's quota for this client"),
            meaning(0x98, "administrative action", "ask who runs the broker"),
            meaning(0x9A, "retain not supported", "look into the log of the broker"),
            meaning(0x9B, "QoS not supported", "raise the broker's maximum QoS to 1"),
            meaning(0x9C, "use another server", "set MQTT_BROKER_HOST to the server that the broker names"),
            meaning(0x9D, "server moved", "set MQTT_BROKER_HOST to the server that the broker names"),
            meaning(0x9E, "shared subscriptions not supported", "leave MQTT_SHARE_GROUP empty, or enable them"),
            meaning(0x9F, "connection rate exceeded", "raise the broker's limit, or wait"),
            meaning(0xA1, "subscription identifiers not supported", "enable them on the broker"),
            meaning(0xA2, "wildcard subscriptions not supported", "enable them, or list whole topics in MQTT_TOPIC"));

    private ReasonCodes() {}

    private static Map.Entry<Integer, Meaning> meaning(int code, String words, String remedy) {
        return Map.entry(code, new Meaning(words, remedy));
    }

    /** Whether a broker's answer is a refusal at all. */
    public static boolean isRefusal(int code) {
        return code >= 0x80 && code <= 0xFF;
    }

    /** Such as {@code not authorized (0x87)}. */
    public static String words(int code) {
        return MEANINGS.getOrDefault(code, UNKNOWN).words() + String.format(" (0x%02x)", code);
    }

    public static String remedy(int code) {
        return MEANINGS.getOrDefault(code, UNKNOWN).remedy();
    }

    public static String key(int code) {
        return "reason-" + code;
    }
}
