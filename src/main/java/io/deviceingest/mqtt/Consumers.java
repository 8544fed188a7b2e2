package io.deviceingest.mqtt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** Who takes messages at this moment; they come and go while a connection stands. Safe for any number of threads. */
final class Consumers {

    private final List<DurableMqttConsumer> all = new CopyOnWriteArrayList<>();

    void add(DurableMqttConsumer consumer) {
        all.add(consumer);
    }

    void remove(DurableMqttConsumer consumer) {
        all.remove(consumer);
    }

    boolean contains(DurableMqttConsumer consumer) {
        return all.contains(consumer);
    }

    /** Those that there are; changes with them. */
    List<DurableMqttConsumer> all() {
        return all;
    }

    /**
     * The one that a message is for: by its Subscription Identifier, else by its topic, else any; null where there is none.
     *
     * @param leftOver is told of a topic that no subscription of theirs can have brought
     */
    DurableMqttConsumer find(MqttLink link, String topic, MqttMessage message, Consumer<String> leftOver) {
        List<Integer> identifiers = message.getProperties() == null
                ? List.of()
                : message.getProperties().getSubscriptionIdentifiers();
        DurableMqttConsumer matching = null;
        DurableMqttConsumer any = null;
        for (DurableMqttConsumer consumer : all) {
            any = consumer;
            if (identifiers.contains(consumer.subscription().identifier())) {
                return consumer;
            }
            if (matching == null && consumer.subscription().matches(topic)) {
                matching = consumer;
            }
        }
        if (any == null) {
            return null;
        }
        if (matching == null || !matching.subscription().mayBring(identifiers, link.marksSubscriptions())) {
            leftOver.accept(topic);
        }
        return matching != null ? matching : any;
    }
}
