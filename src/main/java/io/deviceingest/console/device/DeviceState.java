package io.deviceingest.console.device;

import java.time.Instant;
import java.util.Map;

/**
 * The row of a device.
 *
 * @param status online or offline; null where nothing but retained readings came
 * @param since when the status changed, as far as its events say; else when it was said last
 * @param cause of the status: message or silence
 * @param lastSeen null where only retained messages came
 * @param heardAt the same; of one that only retained messages came from, when the last one did
 * @param limitSeconds how long it may be silent; null for ever
 * @param limitFrom who says so: DEVICE_OFFLINE_AFTER, mapping, or person
 * @param attributes what its heartbeats say, by name
 */
public record DeviceState(
        String status,
        Instant since,
        String cause,
        Instant firstSeen,
        Instant lastSeen,
        Instant heardAt,
        Long limitSeconds,
        String limitFrom,
        Map<String, String> attributes) {}
