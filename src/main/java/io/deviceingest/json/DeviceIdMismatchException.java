package io.deviceingest.json;

/** The payload names another device than the topic does. */
public final class DeviceIdMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeviceIdMismatchException(String ofPayload, String ofTopic) {
        super("the payload names device \"" + ofPayload + "\", but the topic names \"" + ofTopic + "\"");
    }
}
