package io.deviceingest.mqtt;

import io.deviceingest.batch.Withdrawable;
import io.deviceingest.clock.IngestClock;
import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.mqtt.connect.Subscription;
import io.deviceingest.problem.Printable;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.site.UriPath;
import io.deviceingest.threads.Guard;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an exchange of each message of its subscription, and acknowledges the message when the exchange has ended
 * well. Suspended, it takes no message, while the connection stays open for the acknowledgements of what it took.
 */
final class DurableMqttConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(DurableMqttConsumer.class);

    private final Guard surprises = new Guard("the reading thread");
    private final MqttConnection connection;
    private final Intake intake;
    private final IngestClock clock;
    private final Subscription subscription;
    private final int payloadLimit;

    DurableMqttConsumer(DurableMqttEndpoint endpoint, Processor processor, ConsumerContext room) {
        super(endpoint, processor);
        MqttSettings settings = room.settings();
        this.connection = room.connection();
        this.intake = room.intake();
        this.clock = room.clock();
        this.payloadLimit = settings.limits().payloadLimit();
        List<String> topics = Arrays.stream(UriPath.decoded(endpoint.getTopic()).split(","))
                .map(String::strip)
                .toList();
        this.subscription = new Subscription(topics, endpoint.getConfiguration().getQos(), settings);
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
                    Printable.topic(topic),
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
        } catch (Throwable e) {
            intake.ended(delivery, surprises.survived(e));
        }
    }

    private Exchange exchange(Delivery delivery, String topic, DeviceTopic deviceTopic, MqttMessage message) {
        Exchange exchange = createExchange(false);
        exchange.setProperty(Withdrawable.PROPERTY, delivery);
        Arrival.of(topic, message, clock.micros()).into(exchange, deviceTopic, payloadLimit);
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
