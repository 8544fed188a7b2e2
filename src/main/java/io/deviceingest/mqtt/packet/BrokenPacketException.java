package io.deviceingest.mqtt.packet;

import java.io.IOException;

/** The broker sent what MQTT 5 does not allow, and the connection ends for it. */
public final class BrokenPacketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    BrokenPacketException(String sentence, String remedy) {
        super(sentence);
        this.remedy = remedy;
    }

    BrokenPacketException(String sentence) {
        this(sentence, "look into the log of the broker, and update the broker");
    }

    /** What to try, without "try:". */
    public String remedy() {
        return remedy;
    }
}
