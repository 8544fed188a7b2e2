package io.deviceingest.batch;

import io.deviceingest.problem.Problem;

/** The message was written with its batch, but for its device, which is not registered: it can never be stored. */
public final class UnknownDeviceException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final String TEXT = new Problem(
                    "the device is not in the table device, and DEVICE_REGISTRATION=required asks for it",
                    "INSERT INTO device (device_id, first_seen) VALUES ('...', now())")
            .toString();

    UnknownDeviceException() {
        // There may be thousands a second: without a stack trace.
        super(TEXT, null, false, false);
    }
}
