package io.deviceingest.console.devices;

import io.deviceingest.console.web.Query;
import java.time.Instant;
import java.util.Map;

/**
 * One device in a list.
 *
 * @param condition {@link Condition#key}
 * @param status online or offline; null where the device has none
 * @param cause of the status: message, silence; null without a status
 * @param since when the status was said last, or decided; null without a status
 * @param heardAt when its newest message arrived; null where only retained messages came
 * @param limitSeconds how long it may be silent; null for ever
 * @param hasOwnLimit whether that is not DEVICE_OFFLINE_AFTER
 * @param deadLetter its newest open one; null for none
 */
public record DeviceRow(
        String id,
        String condition,
        String status,
        String cause,
        Instant since,
        Instant heardAt,
        Long limitSeconds,
        boolean hasOwnLimit,
        RecentLetter deadLetter) {

    /** As a person reads the condition. */
    public String label() {
        return Condition.withKey(condition).orElseThrow().label();
    }

    /** How a page shows it: good, warn, bad or idle. */
    public String tone() {
        return Condition.withKey(condition).orElseThrow().tone();
    }

    /** Since when it is in this condition; null where nobody knows: a status may be said many times, and so may an error. */
    public Instant inThisSince() {
        return switch (Condition.withKey(condition).orElseThrow()) {
            case SILENT, OFFLINE -> since;
            case LATE -> heardAt;
            case DEAD_LETTERS, UNKNOWN, WELL -> null;
        };
    }

    public String link() {
        return Query.link("/console/device", Map.of("id", id));
    }
}
