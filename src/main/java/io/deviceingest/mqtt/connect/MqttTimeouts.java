package io.deviceingest.mqtt.connect;

/** How long a broker may take. */
public final class MqttTimeouts {

    /** For each answer: CONNACK, SUBACK, UNSUBACK, and the acknowledgement of a probe. */
    public static final long ANSWER_MILLIS = 10_000;

    private MqttTimeouts() {}
}
