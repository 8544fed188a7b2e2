package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.MqttSettings;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** What a CONNACK grants (MQTT 5, 3.2.2.3): less than what was asked for is an error. */
public final class Connack {

    private Connack() {}

    public static void check(MqttProperties granted, MqttSettings asked) throws MqttProblem {
        Long expiry = granted.getSessionExpiryInterval();
        long askedExpiry = asked.session().expiry().toSeconds();
        if (expiry != null && expiry < askedExpiry) {
            throw new MqttProblem(
                    "session-expiry",
                    "the broker keeps the session for " + expiry + " s only, but " + askedExpiry + " s were asked for",
                    "raise the broker's limit, or set MQTT_SESSION_EXPIRY=" + expiry + "s",
                    null);
        }
        if (!asked.session().shareGroup().isEmpty() && !granted.isSharedSubscriptionAvailable()) {
            throw new MqttProblem(
                    "no-shared-subscriptions",
                    "the broker has no shared subscriptions",
                    "enable them, or leave MQTT_SHARE_GROUP empty",
                    null);
        }
        boolean wildcards =
                asked.session().topics().stream().anyMatch(topic -> topic.contains("+") || topic.contains("#"));
        if (wildcards && !granted.isWildcardSubscriptionsAvailable()) {
            throw new MqttProblem(
                    "no-wildcards",
                    "the broker has no wildcard subscriptions",
                    "enable them, or list whole topics in MQTT_TOPIC",
                    null);
        }
    }
}
