package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.Subscription;
import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of the running program: subscribes for every consumer, and stays so. */
final class SubscribedConnection extends MqttConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SubscribedConnection.class);

    private static final Duration STANDING = Duration.ofSeconds(30);

    private final LinkStatus status;
    private final EarlyLosses earlyLosses = new EarlyLosses();
    private long standsSince;

    SubscribedConnection(MqttSettings settings, MqttTls tls, Intake intake, LinkStatus status) {
        super(settings, tls, intake, status);
        this.status = status;
    }

    /** Subscribes for every consumer, again and again until all are, and waits for the end of the link. */
    @Override
    void use(MqttLink link, boolean sessionPresent) throws InterruptedException {
        Set<DurableMqttConsumer> subscribed = new HashSet<>();
        standsSince = System.nanoTime();
        while (!isClosed() && link.stands()) {
            boolean all = subscribeMissing(link, subscribed);
            if (all && System.nanoTime() - standsSince >= STANDING.toNanos()) {
                stoodForLong();
                earlyLosses.reset();
            }
            if (!link.stands()) {
                break;
            }
            awaitNewsOrEnd(link, all ? Duration.ofSeconds(1) : pause());
        }
    }

    @Override
    void lost(MqttProblem reason) {
        super.lost(reason);
        if (!reason.isOurs()) {
            earlyLosses.lostAfter(Duration.ofNanos(System.nanoTime() - standsSince));
        }
    }

    /** @param subscribed for whom it was done on this link */
    private boolean subscribeMissing(MqttLink link, Set<DurableMqttConsumer> subscribed) {
        subscribed.retainAll(consumers());
        boolean all = true;
        for (DurableMqttConsumer consumer : consumers()) {
            if (!subscribed.contains(consumer)) {
                if (subscribe(link, consumer.subscription())) {
                    subscribed.add(consumer);
                } else {
                    all = false;
                }
            }
        }
        status.subscribed(all && !consumers().isEmpty());
        return all;
    }

    private boolean subscribe(MqttLink link, Subscription subscription) {
        try {
            link.subscribe(subscription);
        } catch (MqttProblem problem) {
            if (link.stands()) {
                report(problem);
            }
            return false;
        }
        works();
        LOG.info(
                "[MQTT] Subscribed to {} with QoS {}, result: granted QoS {}",
                subscription,
                subscription.qos(),
                subscription.qos());
        return true;
    }
}
