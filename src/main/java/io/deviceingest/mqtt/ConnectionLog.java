package io.deviceingest.mqtt;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of a connection: when it opens, and when the program closes it. */
final class ConnectionLog {

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private final MqttSettings settings;

    ConnectionLog(MqttSettings settings) {
        this.settings = settings;
    }

    void attempt() {
        LOG.info(
                "[MQTT] Attempting to connect to {} (TLS: {})",
                settings.broker().address(),
                settings.tls().enabled());
        if (settings.tls().enabled()) {
            LOG.info(
                    "[MQTT] Using TLS connection with CA certificate: {}",
                    settings.tls().caFile() == null ? "system" : settings.tls().caFile());
        }
    }

    void connected(boolean sessionPresent) {
        LOG.info(
                "[MQTT] Connected to broker at {} (session present: {})",
                settings.broker().address(),
                sessionPresent);
    }

    /** @param sessionPresent whether there is a session all the same, which may be another one */
    void sessionReplaced(boolean sessionPresent, Instant lostAt) {
        LOG.warn(
                "[MQTT] {}",
                new Problem(
                        "The broker " + (sessionPresent ? "may no longer have" : "no longer has") + " the session of \""
                                + settings.session().clientId() + "\": messages sent from " + lostAt + " to "
                                + Instant.now()
                                + " may be missing",
                        "raise the broker's session expiry, and give it persistence"));
    }

    void disconnected() {
        LOG.info(
                "[MQTT] Disconnected from broker at {}; what arrives there in the next {} s waits for the next start",
                settings.broker().address(),
                settings.session().expiry().toSeconds());
    }
}
