package io.deviceingest.mqtt.packet;

import io.deviceingest.problem.Problem;
import java.io.IOException;

/** The broker sent what MQTT 5 does not allow, and the connection ends for it. */
public final class BrokenPacketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    BrokenPacketException(String sentence, String remedy) {
        super(sentence);
        problem = new Problem("broken-packet", sentence, remedy);
    }

    BrokenPacketException(String sentence) {
        this(sentence, "look into the log of the broker, and update the broker");
    }

    public Problem problem() {
        return problem;
    }
}
