package io.deviceingest.presence;

import io.deviceingest.batch.BatchComponent;
import io.deviceingest.clock.IngestClock;
import io.deviceingest.mqtt.InFlight;
import io.deviceingest.mqtt.LinkStatus;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.PresenceSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Whether silence is the devices' own: the bean {@code presenceGuard} of the presence route.
 *
 * <p>Only when, for as long as a device may be silent, the link was subscribed without a break, there was room for every
 * message, every commit succeeded and no message waited, can a device be called silent. Neither a restart nor an outage
 * of ours, of the broker or of the database declares the fleet offline; nor do more messages than can be stored. How long
 * each device may be silent, and what other replicas are sure of, the statement of the route knows. Safe for any number
 * of threads.
 */
@Component("presenceGuard")
public final class PresenceGuard {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceGuard.class);

    /** No device has a shorter limit. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);

    private final Duration offlineAfter;
    private final String replica;
    private final LinkStatus link;
    private final BatchComponent batches;
    private final InFlight inFlight;
    private final IngestClock clock;
    private final FailureLog waiting = new FailureLog(LOG);

    PresenceGuard(
            PresenceSettings settings,
            MqttSettings mqtt,
            LinkStatus link,
            BatchComponent batches,
            InFlight inFlight,
            IngestClock clock) {
        this.offlineAfter = settings.offlineAfter();
        this.replica = mqtt.session().clientId();
        this.link = link;
        this.batches = batches;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    /**
     * Until when everything that arrived is stored, in microseconds of the ingest's clock. While this replica is not
     * certain, what its clock shows, as a negative number: nothing that it stores from now on has an earlier time.
     */
    public long heardUntil() {
        // First the time: what arrives while the rest is looked at, has arrived after it.
        long now = clock.micros();
        Duration oldest = inFlight.oldestAge();
        boolean certain = oldest.compareTo(LinkStatus.LONG_WAIT) <= 0
                && quietBefore(oldest).compareTo(SHORTEST_LIMIT) >= 0;
        return certain ? now - oldest.toNanos() / 1_000 : -now;
    }

    /** For how long before that time this replica has missed nothing, in seconds. */
    public long quietSeconds() {
        return Math.max(0, quietBefore(inFlight.oldestAge()).toSeconds());
    }

    /** How long a device without a limit of its own may say nothing, in seconds. */
    public long silenceSeconds() {
        return offlineAfter.toSeconds();
    }

    /** The client id: under this name the others know this replica. */
    public String replica() {
        return replica;
    }

    /** What the sweep came to; says when other replicas stand in its way. */
    public void swept(@Body Object outcome) {
        // A site's own statement may answer with less.
        Object missing = outcome instanceof Map<?, ?> row ? row.get("waiting_for") : null;
        if (missing == null) {
            waiting.succeeded();
            return;
        }
        waiting.failed(new Problem(
                missing.toString(),
                "[PRESENCE] No device is declared silent: messages may wait for " + missing
                        + ", which shares the devices with this replica and was not heard of for 5 minutes, or whose"
                        + " clock is behind",
                "bring it back; where it is gone for good, run retire with its MQTT_CLIENT_ID (after a day it does not"
                        + " count any more)"));
    }

    private Duration quietBefore(Duration oldest) {
        Duration link = this.link.quietFor();
        Duration commits = batches.committedFor();
        return (link.compareTo(commits) < 0 ? link : commits).minus(oldest);
    }
}
