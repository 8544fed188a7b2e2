package io.deviceingest.presence;

import io.deviceingest.batch.BatchComponent;
import io.deviceingest.mqtt.LinkStatus;
import io.deviceingest.settings.PresenceSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Whether silence is the devices' own: the bean {@code presenceGuard} of the presence route.
 *
 * <p>Only when, for as long as a device may be silent, the link was subscribed without a break, every commit succeeded
 * and no message waited, can a device be called silent. Neither a restart nor an outage of ours, of the broker or of
 * the database declares the fleet offline. Safe for any number of threads.
 */
@Component("presenceGuard")
public final class PresenceGuard {

    private static final Duration BACKLOG = Duration.ofSeconds(5);

    private final Duration offlineAfter;
    private final LinkStatus link;
    private final BatchComponent batches;
    private final Supplier<Duration> oldestUnacknowledged;

    PresenceGuard(
            PresenceSettings settings,
            LinkStatus link,
            BatchComponent batches,
            Supplier<Duration> oldestUnacknowledged) {
        this.offlineAfter = settings.offlineAfter();
        this.link = link;
        this.batches = batches;
        this.oldestUnacknowledged = oldestUnacknowledged;
    }

    /** Whether a device that was not heard for so long must have said nothing. */
    public boolean isCertain() {
        return link.isQuietFor(offlineAfter)
                && batches.committedFor(offlineAfter)
                && oldestUnacknowledged.get().compareTo(BACKLOG) <= 0;
    }

    /** How long a device may say nothing, in seconds. */
    public long silenceSeconds() {
        return offlineAfter.toSeconds();
    }
}
