package io.deviceingest.mqtt;

import io.deviceingest.batch.Withdrawable;
import io.deviceingest.clock.IngestClock;
import io.deviceingest.deadletter.DeadLetterEnvelope;
import io.deviceingest.settings.MqttSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an exchange of each message of its subscription, and acknowledges the message when the exchange has ended
 * well. Suspended, it takes no message, while the connection stays open for the acknowledgements of what it took.
 */
final class DurableMqttConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(DurableMqttConsumer.class);

    private final MqttConnection connection;
    private final Intake intake;
    private final IngestClock clock;
    private final Subscription subscription;
    private final int payloadLimit;

    DurableMqttConsumer(DurableMqttEndpoint endpoint, Processor processor, MqttRoom room) {
        super(endpoint, processor);
        MqttSettings settings = room.settings();
        this.connection = room.connection();
        this.intake = room.intake();
        this.clock = room.clock();
        this.payloadLimit = settings.payloadLimit();
        List<String> topics =
                Arrays.stream(endpoint.getTopic().split(",")).map(String::strip).toList();
        this.subscription = new Subscription(topics, endpoint.getConfiguration().getQos(), settings);
        setHealthCheck(new MqttHealthCheck(getEndpoint().getEndpointUri(), room.status()));
    }

    Subscription subscription() {
        return subscription;
    }

    boolean isPaused() {
        return !isRunAllowed() || isSuspendingOrSuspended();
    }

    /** How many bytes of a payload of that length are read. */
    int keptOf(int length) {
        return Math.min(length, payloadLimit);
    }

    void take(Delivery delivery, String topic, DeviceTopic deviceTopic, MqttMessage message) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "[MQTT] Received topic={} qos={} payloadLength={}",
                    topic,
                    message.getQos(),
                    message.getPayload().length);
        }
        try {
            Exchange exchange = exchange(delivery, topic, deviceTopic, message);
            getAsyncProcessor().process(exchange, doneSync -> {
                Throwable failure = exchange.getException();
                releaseExchange(exchange, false);
                intake.ended(delivery, failure);
            });
        } catch (RuntimeException e) {
            intake.ended(delivery, e);
        }
    }

    private Exchange exchange(Delivery delivery, String topic, DeviceTopic deviceTopic, MqttMessage message) {
        Exchange exchange = createExchange(false);
        exchange.setProperty(Withdrawable.PROPERTY, delivery);
        Message in = exchange.getIn();
        byte[] payload = message.getPayload();
        if (payload.length > payloadLimit) {
            in.setHeader("payloadTooLarge", payload.length);
            payload = Arrays.copyOf(payload, payloadLimit);
        }
        in.setBody(payload);
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, topic);
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, message.getQos());
        in.setHeader("receivedAt", clock.micros());
        in.setHeader("retained", message.isRetained());
        in.setHeader("duplicate", message.isDuplicate());
        if (deviceTopic.deviceId() != null) {
            in.setHeader("deviceId", deviceTopic.deviceId());
            in.setHeader("suffix", deviceTopic.suffix());
        }
        List<UserProperty> properties = message.getProperties() == null
                ? List.of()
                : message.getProperties().getUserProperties();
        if (!properties.isEmpty()) {
            Map<String, String> byKey = new LinkedHashMap<>();
            properties.forEach(property -> byKey.merge(property.getKey(), property.getValue(), (a, b) -> a + "," + b));
            exchange.setProperty(DeadLetterEnvelope.USER_PROPERTIES, byKey);
        }
        return exchange;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        connection.remove(this);
        super.doStop();
    }
}
