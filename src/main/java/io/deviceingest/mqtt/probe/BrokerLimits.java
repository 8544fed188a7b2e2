package io.deviceingest.mqtt.probe;

import io.deviceingest.mqtt.connect.Connack;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.settings.MqttSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * What a broker granted in its CONNACK.
 *
 * @param words all of it in one line
 * @param atMostQos0 whether it takes nothing but QoS 0, from devices too
 * @param maybeMosquitto whether it may be a Mosquitto: it announces 10 topic aliases, which is that broker's default
 *     ({@code max_topic_alias}) and nobody else's
 */
public record BrokerLimits(String words, boolean atMostQos0, boolean maybeMosquitto) {

    private static final int ALIASES_OF_MOSQUITTO = 10;

    /** @throws MqttProblem where it is less than the program needs */
    static BrokerLimits of(MqttProperties connack, MqttSettings asked) throws MqttProblem {
        Connack.check(connack, asked);
        long expiry = Objects.requireNonNullElse(
                connack.getSessionExpiryInterval(), asked.session().expiry().toSeconds());
        List<String> words = new ArrayList<>();
        words.add("session kept " + expiry + " s");
        words.add("keep alive "
                + Objects.requireNonNullElse(connack.getServerKeepAlive(), (int)
                        asked.session().keepAlive().toSeconds())
                + " s");
        int qos = Objects.requireNonNullElse(connack.getMaximumQoS(), 2);
        words.add("QoS up to " + qos);
        words.add("Receive Maximum " + Objects.requireNonNullElse(connack.getReceiveMaximum(), 65_535));
        words.add(
                connack.getMaximumPacketSize() == null
                        ? "packets of any size"
                        : "packets up to " + connack.getMaximumPacketSize() + " bytes");
        words.add(has(!Boolean.FALSE.equals(connack.isRetainAvailable()), "retained messages"));
        words.add(has(connack.isWildcardSubscriptionsAvailable(), "wildcards"));
        words.add(has(connack.isSharedSubscriptionAvailable(), "shared subscriptions"));
        words.add(has(connack.isSubscriptionIdentifiersAvailable(), "subscription identifiers"));
        Integer aliases = connack.getTopicAliasMaximum();
        return new BrokerLimits(String.join(", ", words), qos == 0, aliases != null && aliases == ALIASES_OF_MOSQUITTO);
    }

    private static String has(boolean available, String what) {
        return available ? what : "no " + what;
    }
}
