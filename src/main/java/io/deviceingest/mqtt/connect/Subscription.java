package io.deviceingest.mqtt.connect;

import io.deviceingest.message.DeviceTopic;
import io.deviceingest.settings.MqttSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * What one consumer asks the broker for: its filters, at one QoS, under one Subscription Identifier. The identifier
 * follows from the filters, so that messages which a kept session delivers before the SUBSCRIBE carry the same one.
 */
public final class Subscription {

    /** "Send retained messages only for a new subscription" (MQTT 5, 3.8.3.1). */
    private static final int RETAIN_FOR_NEW = 1;

    private static final int LARGEST_IDENTIFIER = 268_435_455;
    private static final int NO_SUBSCRIPTION_EXISTED = 0x11;

    private final List<String> topics;
    private final List<String> filters;
    private final int qos;
    private final int identifier;

    public Subscription(List<String> topics, int qos, MqttSettings settings) {
        this.topics = List.copyOf(topics);
        this.qos = qos;
        String group = settings.session().shareGroup();
        this.filters = topics.stream()
                .map(topic -> group.isEmpty() ? topic : "$share/" + group + "/" + topic)
                .toList();
        CRC32 crc = new CRC32();
        crc.update(String.join(",", filters).getBytes(StandardCharsets.UTF_8));
        this.identifier = 1 + (int) (crc.getValue() % LARGEST_IDENTIFIER);
    }

    /** The filters without a share group: what topics are compared with. */
    public List<String> topics() {
        return topics;
    }

    public int qos() {
        return qos;
    }

    public int identifier() {
        return identifier;
    }

    /** The filters as the broker knows them. */
    @Override
    public String toString() {
        return String.join(",", filters);
    }

    /**
     * Whether a message that matches, but does not carry the identifier, may be of this subscription all the same.
     * Artemis 2.44 marks what plain subscriptions bring, and what shared ones bring not.
     */
    public boolean mayBring(List<Integer> identifiers, boolean brokerMarks) {
        return !brokerMarks || identifiers.isEmpty() && !filters.equals(topics);
    }

    public boolean matches(String topic) {
        return topics.stream().anyMatch(filter -> DeviceTopic.matches(filter, topic));
    }

    /** Sends the SUBSCRIBE and checks each reason code of the SUBACK (MQTT 5, 3.9.3). */
    public void request(MqttAsyncClient client, MqttProperties connack) throws MqttProblem {
        MqttProperties properties = new MqttProperties();
        if (connack.isSubscriptionIdentifiersAvailable()) {
            properties.setSubscriptionIdentifier(identifier);
        }
        MqttSubscription[] asked = filters.stream().map(this::asked).toArray(MqttSubscription[]::new);
        int[] granted;
        try {
            IMqttToken suback = client.subscribe(asked, null, null, properties);
            suback.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            granted = AnsweredCodes.of(suback, filters.size());
        } catch (MqttException e) {
            if (ReasonCodes.isRefusal(e.getReasonCode())) {
                throw refused(this.toString(), e.getReasonCode());
            }
            throw new MqttProblem(
                    "no-suback",
                    "no SUBACK for " + this + " came within 10 s: " + e.getMessage(),
                    "look into the log of the broker",
                    e);
        }
        for (int i = 0; i < granted.length; i++) {
            check(filters.get(i), granted[i], qos);
        }
    }

    /**
     * Sends the UNSUBSCRIBE and checks each reason code of the UNSUBACK (MQTT 5, 3.11.3); returns the filters that the
     * session did not hold.
     */
    public List<String> withdraw(MqttAsyncClient client) throws MqttProblem {
        int[] codes;
        try {
            IMqttToken unsuback = client.unsubscribe(filters.toArray(String[]::new));
            unsuback.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            codes = AnsweredCodes.of(unsuback, filters.size());
        } catch (MqttException e) {
            throw new MqttProblem(
                    "no-unsuback",
                    "the broker did not end the subscription to " + this + ": " + e.getMessage(),
                    "look into the log of the broker",
                    e);
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            if (ReasonCodes.isRefusal(codes[i])) {
                throw new MqttProblem(
                        "unsuback-" + codes[i],
                        "the broker refuses to end the subscription to " + filters.get(i) + ": "
                                + ReasonCodes.words(codes[i]),
                        ReasonCodes.remedy(codes[i]),
                        null);
            }
            if (codes[i] == NO_SUBSCRIPTION_EXISTED) {
                missing.add(filters.get(i));
            }
        }
        return missing;
    }

    /** Whether the SUBACK grants one filter as it was asked for. */
    public static void check(String filter, int granted, int qos) throws MqttProblem {
        if (ReasonCodes.isRefusal(granted)) {
            throw refused(filter, granted);
        }
        if (granted < qos) {
            throw new MqttProblem(
                    "lower-qos",
                    "the broker grants QoS " + granted + " for " + filter + ", but QoS " + qos + " was asked for",
                    "raise the broker's maximum QoS, or set MQTT_QOS=" + granted + " and accept lost messages",
                    null);
        }
    }

    private static MqttProblem refused(String filter, int code) {
        return new MqttProblem(
                "suback-" + code,
                "the broker refuses the subscription to " + filter + ": " + ReasonCodes.words(code),
                ReasonCodes.remedy(code),
                null);
    }

    private MqttSubscription asked(String filter) {
        MqttSubscription subscription = new MqttSubscription(filter, qos);
        subscription.setRetainHandling(RETAIN_FOR_NEW);
        return subscription;
    }
}
