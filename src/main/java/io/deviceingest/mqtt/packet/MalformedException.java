package io.deviceingest.mqtt.packet;

/** A field is not as MQTT 5 has it, or its packet ends before it. It has no stack trace: it is caught nearby. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String sentence) {
        super(sentence, null, false, false);
    }
}
