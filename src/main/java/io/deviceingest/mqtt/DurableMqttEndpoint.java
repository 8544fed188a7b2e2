package io.deviceingest.mqtt;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;

/** The endpoint as camel-paho-mqtt5 defines it, with a consumer that shares the one connection and loses nothing. */
final class DurableMqttEndpoint extends PahoMqtt5Endpoint {

    private final ConsumerContext room;

    DurableMqttEndpoint(
            String uri,
            String topic,
            PahoMqtt5Component component,
            PahoMqtt5Configuration options,
            ConsumerContext room) {
        super(uri, topic, component, options);
        this.room = room;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DurableMqttConsumer consumer = new DurableMqttConsumer(this, processor, room);
        configureConsumer(consumer);
        return consumer;
    }
}
