package io.deviceingest.console.devices;

import java.time.Instant;

/**
 * The newest open dead letter of a topic or a device.
 *
 * @param count how many are open of those that were looked at
 */
public record RecentLetter(Instant at, String reason, long count) {

    RecentLetter and(RecentLetter other) {
        RecentLetter newest = at.isBefore(other.at) ? other : this;
        return new RecentLetter(newest.at, newest.reason, count + other.count);
    }
}
