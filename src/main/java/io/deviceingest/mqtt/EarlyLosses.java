package io.deviceingest.mqtt;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are lost as soon as they stand: the sign of two clients with one id, which take the session from
 * each other. Not thread-safe: it belongs to the connection's thread.
 */
final class EarlyLosses {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyLosses.class);
    private static final Duration EARLY = Duration.ofSeconds(5);
    private static final int MANY = 3;

    private int count;

    /** A connection was lost that this program did not end, so long after it stood. */
    void lostAfter(Duration standing) {
        if (standing.compareTo(EARLY) < 0 && ++count == MANY) {
            LOG.warn(
                    "[MQTT] The connection was lost {} times within {} s of its start: another client with this id?"
                            + " try: give every replica and every tool its own MQTT_CLIENT_ID",
                    MANY,
                    EARLY.toSeconds());
        }
    }

    /** A connection has stood for long. */
    void reset() {
        count = 0;
    }
}
