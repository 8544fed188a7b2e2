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

    /** Since when it is in this condition; null where nobody knows: of one that is online, it is known when it was said last. */
    public Instant inThisSince() {
        return switch (Condition.withKey(condition).orElseThrow()) {
            case DEAD_LETTERS -> deadLetter.at();
            case LATE -> heardAt;
            case WELL -> null;
            default -> since;
        };
    }

    public String link() {
        return Query.link("/console/device", Map.of("id", id));
    }
}
