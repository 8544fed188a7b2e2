package io.deviceingest.batch;

import io.deviceingest.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The message was left out of its batch, for a device of it is not registered: it can never be stored. */
public final class UnknownDeviceException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 10;

    /** @param devices of one message, each once or more often */
    UnknownDeviceException(Collection<String> devices) {
        // There may be thousands a second: without a stack trace.
        super(text(devices.stream().distinct().toList()), null, false, false);
    }

    private static String text(List<String> devices) {
        String names = devices.stream()
                .limit(SHOWN)
                .map(device -> "\"" + device + "\"")
                .collect(Collectors.joining(", "));
        String all = devices.size() > SHOWN ? names + " and " + (devices.size() - SHOWN) + " more" : names;
        return new Problem(
                        (devices.size() == 1 ? "the device " + all + " is" : "the devices " + all + " are")
                                + " not in the table device, and DEVICE_REGISTRATION=required asks for it",
                        "INSERT INTO device (device_id, first_seen) VALUES ('"
                                + devices.get(0).replace("'", "''") + "', now())")
                .toString();
    }
}
