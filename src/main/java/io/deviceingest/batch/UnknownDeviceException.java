package io.deviceingest.batch;

/** The message was written with its batch, but for its device, which is not registered: it can never be stored. */
public final class UnknownDeviceException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownDeviceException() {
        // There may be thousands a second: without a stack trace.
        super(
                "the device is not in the table device, and DEVICE_REGISTRATION=required asks for it;"
                        + " try: INSERT INTO device (device_id, first_seen) VALUES ('...', now())",
                null,
                false,
                false);
    }
}
