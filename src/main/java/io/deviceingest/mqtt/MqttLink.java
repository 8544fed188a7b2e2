package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.BrokerOptions;
import io.deviceingest.mqtt.connect.Connack;
import io.deviceingest.mqtt.connect.ConnectionEnd;
import io.deviceingest.mqtt.connect.LinkCallback;
import io.deviceingest.mqtt.connect.MqttClients;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTimeouts;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.mqtt.connect.Subscription;
import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection to the broker: a Paho client of its own, used once. It ends once, for one reason, and is never
 * reused: a client that reconnects by itself can hang forever, and one whose callback is set late loses messages.
 *
 * <p>Acknowledges in arrival order (MQTT-4.6.0-2), and only messages that it delivered itself. Safe for any number of
 * threads.
 */
final class MqttLink extends LinkCallback {

    private static final long LAST_WORD_MILLIS = 2_000;

    /**
     * Takes what arrives; called on the reading thread, which it may hold up for a moment: false where there was no room,
     * and then it is given the same message again.
     */
    interface Receiver {
        boolean arrived(MqttLink link, String topic, MqttMessage message) throws InterruptedException;
    }

    private final MqttSettings settings;
    private final MqttTls tls;
    private final Receiver receiver;
    private final MqttAsyncClient client;
    private final AcknowledgementWriter writer;
    private final AcknowledgementOrder acknowledgements = new AcknowledgementOrder(this::sendAcknowledgement);
    private final AtomicReference<MqttProblem> end = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile BrokerOptions options;
    private volatile MqttProperties granted;
    private volatile Boolean sessionPresent;
    private volatile boolean refused;
    private volatile boolean leftToTheBroker;

    MqttLink(MqttSettings settings, MqttTls tls, Receiver receiver) throws MqttException {
        this(settings, tls, receiver, MqttClients.client(settings.session().clientId()), null);
    }

    /**
     * @param client as it comes from its constructor
     * @param writer null for that of the client's connection
     */
    MqttLink(
            MqttSettings settings,
            MqttTls tls,
            Receiver receiver,
            MqttAsyncClient client,
            AcknowledgementWriter writer) {
        this.settings = settings;
        this.tls = tls;
        this.receiver = receiver;
        this.client = client;
        this.writer = writer != null
                ? writer
                : new AcknowledgementWriter(run -> options.network().acknowledge(run), this::writeFailed);
        client.setManualAcks(true);
        client.setCallback(this);
    }

    /** Connects and checks the CONNACK; says whether the broker still had the session. */
    boolean connect() throws MqttProblem {
        try {
            options = options();
            options.network().giveMessagesTo(received -> receiver.arrived(this, received.topic(), received.message()));
            IMqttToken connack = client.connect(options);
            connack.waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
            granted = connack.getResponseProperties();
            sessionPresent = connack.getSessionPresent();
            Connack.check(granted, settings);
            return sessionPresent;
        } catch (MqttException e) {
            refused = ReasonCodes.isRefusal(e.getReasonCode());
            throw tls.failures(Duration.ofMillis(MqttTimeouts.ANSWER_MILLIS)).explain(e);
        }
    }

    /** What the CONNACK said about the session; null before there is one. */
    Boolean sessionPresent() {
        return sessionPresent;
    }

    /** Whether the broker may have served the session to it: a CONNECT has left, and was not refused. */
    boolean mayHaveServed() {
        return options != null && options.network().hasBegun() && !refused;
    }

    private BrokerOptions options() throws MqttProblem {
        BrokerOptions asked = MqttClients.options(settings, tls);
        asked.setCleanStart(false);
        asked.setSessionExpiryInterval(settings.session().expiry().toSeconds());
        asked.setReceiveMaximum(settings.limits().receiveMaximum());
        return asked;
    }

    /** Subscribes and checks the SUBACK; must not be called on a thread of the client's. */
    void subscribe(Subscription subscription) throws MqttProblem {
        subscription.request(client, granted);
    }

    /** Unsubscribes and checks the UNSUBACK; says which of the filters the session did not hold. */
    List<String> unsubscribe(Subscription subscription) throws MqttProblem {
        return subscription.withdraw(client);
    }

    /** Whether the broker says with each message which subscription it is for. */
    boolean marksSubscriptions() {
        MqttProperties connack = granted;
        return connack != null && connack.isSubscriptionIdentifiersAvailable();
    }

    boolean stands() {
        if (end.get() != null || !client.isConnected()) {
            return false;
        }
        // A client that ends says so before its reader does: looked at in this order, it has not.
        if (isDeaf() && client.isConnected()) {
            endFor(new MqttProblem(
                    "reader-ended",
                    "the thread that reads what the broker sends has ended, and the connection with it",
                    "look for its exception on the standard error output, and report it to the makers of device-ingest",
                    null));
            return false;
        }
        return true;
    }

    private boolean isDeaf() {
        BrokerOptions used = options;
        return used != null && used.network() != null && used.network().isReaderDead();
    }

    /** Waits until the link ends, at most so long; says whether it has. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Why it ended, once it stands no more. The client is closed a moment before it says why: a reason that was not
     * waited for would be lost, and with it the pause that a taken-over session asks for.
     */
    MqttProblem awaitReasonOfEnd() throws InterruptedException {
        if (!awaitEnd(LAST_WORD_MILLIS)) {
            endFor(ConnectionEnd.lost(null));
        }
        return end.get();
    }

    /** Gives the connection up for a reason of ours; the session stays, and what is unacknowledged is redelivered. */
    void giveUp(MqttProblem reason) {
        endFor(reason);
    }

    /** Whether what it delivered, and has not ended, need not: the broker has it, and another link delivers it again. */
    void leaveToTheBroker(boolean left) {
        leftToTheBroker = left;
    }

    boolean isLeftToTheBroker() {
        return leftToTheBroker;
    }

    /** Remembers a delivery in arrival order. Called on the reading thread only. */
    void awaitAcknowledgement(Delivery delivery) {
        acknowledgements.arrived(delivery);
    }

    /** Acknowledges a delivery when everything that arrived before it can be acknowledged too. */
    void acknowledge(Delivery delivery) {
        acknowledgements.acknowledge(delivery);
    }

    private void sendAcknowledgement(Delivery delivery) {
        if (stands()) {
            writer.acknowledge(delivery.packetId());
        }
    }

    /** What was not acknowledged is redelivered. Where the broker said why it ended the connection, that is the reason. */
    private void writeFailed(Exception failure) {
        try {
            awaitEnd(LAST_WORD_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endFor(ConnectionEnd.lost(failure));
    }

    /** Ends the connection in order, and the session with it: its expiry becomes 0 (MQTT 5, 3.14.2.2.2). */
    void endSession() throws MqttProblem {
        MqttProperties properties = new MqttProperties();
        properties.setSessionExpiryInterval(0L);
        try {
            client.disconnect(MqttTimeouts.ANSWER_MILLIS, null, null, 0, properties)
                    .waitForCompletion(MqttTimeouts.ANSWER_MILLIS);
        } catch (MqttException e) {
            throw ConnectionEnd.lost(e);
        }
    }

    /** Ends the connection in order; the broker keeps the session, unless that has been ended. */
    void close() {
        writer.close(LAST_WORD_MILLIS);
        endFor(new MqttProblem("closed", "the program closed the connection", "", null));
        MqttClients.close(client);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        endFor(ConnectionEnd.reasonOf(response));
    }

    private void endFor(MqttProblem reason) {
        if (end.compareAndSet(null, reason)) {
            ended.countDown();
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        endFor(ConnectionEnd.lost(exception));
    }
}
