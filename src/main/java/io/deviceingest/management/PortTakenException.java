package io.deviceingest.management;

import io.deviceingest.settings.ManagementSettings;
import java.io.IOException;

/** The management port cannot be opened, most often because another program has it. */
final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PortTakenException(ManagementSettings settings, IOException cause) {
        super(
                "MANAGEMENT_PORT " + settings.port()
                        + (settings.address().isEmpty() ? "" : " at MANAGEMENT_ADDRESS " + settings.address())
                        + " cannot be opened: " + cause.getMessage(),
                cause);
    }
}
