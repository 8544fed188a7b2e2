package io.deviceingest.console.device;

import java.time.Instant;

/**
 * A change of a device's status.
 *
 * @param cause message or silence
 */
public record DeviceEvent(Instant at, String status, String cause) {}
