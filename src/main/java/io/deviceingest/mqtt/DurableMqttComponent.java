package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.threads.LongLived;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5ComponentConfigurer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5EndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * {@code paho-mqtt5:} with one connection for the whole process, which it owns: the routes can be replaced without
 * closing it. The connection opens when {@link #open} is called, after the routes have been started, and closes with
 * the component, after they have been stopped.
 */
public final class DurableMqttComponent extends PahoMqtt5Component implements LongLived {

    private final ConsumerContext room;

    DurableMqttComponent(ConsumerContext room) {
        this.room = room;
    }

    /** Begins to connect, and returns at once. */
    public void open() {
        room.connection().open();
    }

    @Override
    public List<String> deadThreads() {
        return room.connection().isAlive() ? List.of() : List.of(MqttConnection.NAME);
    }

    /** The program begins to stop: what is handed back from now on is no reason to give the connection up. */
    public void prepareStop() {
        room.intake().close();
    }

    /**
     * Takes no message from now on, while the connection stands, and waits, at most so long, for the end of those that
     * were taken; says whether all have ended.
     */
    public boolean pauseIntake(Duration limit) throws InterruptedException {
        return room.intake().pause(limit);
    }

    /**
     * While the intake is paused: gives what was taken, and does not come to its end, back to the broker, which brings it
     * again on a new connection to the same session; says whether nothing is in flight within so long.
     */
    public boolean handBackInFlight(Duration limit) throws InterruptedException {
        room.connection().renew(MqttProblem.routesChanged());
        return room.intake().isEmptyWithin(limit);
    }

    /** Takes messages again. */
    public void resumeIntake() {
        room.intake().resume();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) throws Exception {
        PahoMqtt5Configuration options = getConfiguration().copy();
        DurableMqttEndpoint endpoint = new DurableMqttEndpoint(uri, topic, this, options, room);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Camel looks configurers up by the exact class; without these two no option would bind. */
    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new PahoMqtt5EndpointConfigurer();
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new PahoMqtt5ComponentConfigurer();
    }

    @Override
    protected void doStop() throws Exception {
        room.connection().close();
        super.doStop();
    }
}
