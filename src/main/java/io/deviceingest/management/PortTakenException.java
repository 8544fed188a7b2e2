package io.deviceingest.management;

import java.io.IOException;

/** The management port cannot be opened, most often because another program has it. */
final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PortTakenException(int port, IOException cause) {
        super("MANAGEMENT_PORT " + port + " cannot be opened: " + cause.getMessage(), cause);
    }
}
