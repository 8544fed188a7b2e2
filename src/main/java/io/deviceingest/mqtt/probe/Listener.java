package io.deviceingest.mqtt.probe;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.mqtt.connect.AnsweredCodes;
import io.deviceingest.mqtt.connect.ConnectProblems;
import io.deviceingest.mqtt.connect.ConnectionEnd;
import io.deviceingest.mqtt.connect.LinkCallback;
import io.deviceingest.mqtt.connect.MqttClients;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTimeouts;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.settings.MqttSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * A connection of a diagnosis beside the running program: with the same credentials, but under a client id of its own,
 * in a session that ends with it, outside of any share group. It takes nothing from the program and leaves nothing at
 * the broker. To be used by one thread; messages come on another one.
 */
public final class Listener implements AutoCloseable {

    /** "Do not send retained messages" (MQTT 5, 3.8.3.1): what the broker kept says nothing about now. */
    private static final int NO_RETAINED = 2;

    private static final int QOS = 1;
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final MqttSettings settings;
    private final MqttAsyncClient client;
    private final IngestClock clock = new IngestClock(Clock.systemUTC());
    /** What is subscribed to, by Subscription Identifier. Without a lock: the callback thread must never wait. */
    private final NavigableMap<Integer, String> granted = new ConcurrentSkipListMap<>();

    private final Copies copies = new Copies();
    private boolean marks;
    private boolean closed;
    private volatile MqttProblem end;

    private Listener(MqttSettings settings, Consumer<Arrival> hearer) throws MqttException {
        this.settings = settings;
        // One for each: two with the same would disconnect each other.
        this.client = MqttClients.client(settings.session().clientId() + "-doctor-" + UUID.randomUUID());
        client.setCallback(new Hearing(hearer));
    }

    /** @param hearer told of every message, on a thread that it must not hold up */
    public static Listener connect(MqttSettings settings, Consumer<Arrival> hearer) throws MqttProblem {
        try {
            Listener listener = new Listener(settings, hearer);
            MqttConnectionOptions options = MqttClients.options(settings, new MqttTls(settings, new PresentedChain()));
            options.setCleanStart(true);
            options.setSessionExpiryInterval(0L);
            IMqttToken connack = listener.client.connect(options);
            connack.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            listener.marks = connack.getResponseProperties().isSubscriptionIdentifiersAvailable();
            return listener;
        } catch (MqttException e) {
            throw new ConnectProblems(settings).explain(e);
        }
    }

    /** Subscribes to each of the filters, and returns those that the broker refuses, with its reason. */
    public Map<String, String> subscribe(Collection<String> filters) throws MqttProblem {
        Map<String, String> refused = new LinkedHashMap<>();
        for (String filter : filters) {
            int identifier = 1 + (granted.isEmpty() ? 0 : granted.lastKey());
            // Before the SUBACK: a message may be quicker than it.
            granted.put(identifier, filter);
            int code = subscribe(filter, identifier);
            if (ReasonCodes.isRefusal(code)) {
                granted.remove(identifier);
                refused.put(filter, ReasonCodes.words(code));
            }
        }
        return refused;
    }

    /** Each filter in a SUBSCRIBE of its own, so that it has an identifier of its own. */
    private int subscribe(String filter, int identifier) throws MqttProblem {
        MqttSubscription subscription = new MqttSubscription(filter, QOS);
        subscription.setRetainHandling(NO_RETAINED);
        MqttProperties properties = new MqttProperties();
        if (marks) {
            properties.setSubscriptionIdentifier(identifier);
        }
        try {
            IMqttToken suback = client.subscribe(new MqttSubscription[] {subscription}, null, null, properties);
            suback.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            return AnsweredCodes.of(suback, 1)[0];
        } catch (MqttException e) {
            if (ReasonCodes.isRefusal(e.getReasonCode())) {
                return e.getReasonCode();
            }
            throw new ConnectProblems(settings).explain(e);
        }
    }

    /**
     * Publishes at QoS 1 and waits for the broker's word; says whether anybody is subscribed, where the broker tells.
     *
     * @param expiry after which the broker gives the message up where it waits for somebody
     * @throws MqttProblem where the broker refuses it
     */
    public boolean publish(String topic, byte[] payload, Duration expiry) throws MqttProblem {
        MqttMessage message = new MqttMessage(payload, QOS, false, new MqttProperties());
        message.getProperties().setMessageExpiryInterval(expiry.toSeconds());
        try {
            IMqttToken puback = client.publish(topic, message);
            puback.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            // Paho throws nothing for a PUBACK that refuses.
            int[] codes = puback.getReasonCodes();
            int code = codes == null || codes.length == 0 ? 0 : codes[0];
            if (ReasonCodes.isRefusal(code)) {
                throw new MqttProblem(
                        ReasonCodes.key(code),
                        "the broker refuses the message on " + topic + ": " + ReasonCodes.words(code),
                        ReasonCodes.remedy(code),
                        null);
            }
            return code != NO_MATCHING_SUBSCRIBERS;
        } catch (MqttException e) {
            throw new ConnectProblems(settings).explain(e);
        }
    }

    /** Why the connection ended by itself; null while it stands. */
    public MqttProblem end() {
        return end;
    }

    /** Of several copies of a message, one for each subscription that overlaps, only that of the first. */
    private boolean isFirstCopy(String topic, MqttMessage message) {
        List<Integer> identifiers = message.getProperties() == null
                ? List.of()
                : message.getProperties().getSubscriptionIdentifiers();
        if (identifiers.size() > 1) {
            return copies.isFirst(topic, message.getPayload(), identifiers.size(), System.nanoTime());
        }
        return identifiers.isEmpty()
                || granted.entrySet().stream()
                        .filter(subscription -> DeviceTopic.matches(subscription.getValue(), topic))
                        .limit(1)
                        .allMatch(subscription -> identifiers.contains(subscription.getKey()));
    }

    /** Ends the connection, and with it the session; a second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            MqttClients.close(client);
        }
    }

    private final class Hearing extends LinkCallback {

        private final Consumer<Arrival> hearer;

        Hearing(Consumer<Arrival> hearer) {
            this.hearer = hearer;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (isFirstCopy(topic, message)) {
                hearer.accept(Arrival.of(topic, message, clock.micros()));
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            end = ConnectionEnd.reasonOf(response);
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            end = ConnectionEnd.lost(exception);
        }
    }
}
