package io.deviceingest.console.device;

import java.time.Instant;

/**
 * A dead letter whose topic names a device.
 *
 * @param state open, replayed or discarded
 * @param remedy what to try
 */
public record DeviceLetter(
        long id, Instant at, String topic, String reason, String error, String state, String remedy) {

    boolean isOpen() {
        return state.equals("open");
    }
}
