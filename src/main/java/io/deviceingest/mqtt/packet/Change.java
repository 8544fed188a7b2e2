package io.deviceingest.mqtt.packet;

/** What was changed of a PUBLISH for the client to be able to read it. The labels are a closed set. */
public enum Change {
    TOPIC("topic", "its topic holds characters that cannot be read or stored, each byte of which is now a ?"),
    USER_PROPERTY_CHARACTERS(
            "user-property-characters",
            "its user properties hold characters that cannot be read or stored, each byte of which is now a ?"),
    USER_PROPERTIES_CUT("user-properties-cut", "not all of its user properties are kept"),
    TOPIC_ALIAS("topic-alias", "it carries a topic alias that was not granted, which is ignored"),
    MALFORMED("malformed", "it is not as MQTT 5 has it, and what could be read of it is kept"),
    TOO_LONG("too-long", "it is longer than the announced MQTT_MAX_PACKET_SIZE, and cut to that"),
    UNREADABLE(
            "unreadable",
            "its topic and packet identifier cannot be read: its bytes are kept, and it is not acknowledged");

    private final String label;
    private final String words;

    Change(String label, String words) {
        this.label = label;
        this.words = words;
    }

    /** The value of the metric's tag. */
    public String label() {
        return label;
    }

    /** As a clause about the packet. */
    public String words() {
        return words;
    }
}
