package io.deviceingest.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.faults.PacketType;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.mqtt.packet.PacketBytes;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection goes on as the broker asks for it: while nothing comes, and while what comes finds no room. */
class KeepAliveTest {

    /** Server Keep Alive: one second, where the program asked for a minute. */
    private static final byte[] KEEP_ALIVE = {0x13, 0, 1};

    private static final int KEEP_ALIVES = 3;

    private final BlockingQueue<AsyncCallback> waiting = new LinkedBlockingQueue<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ScriptedBroker broker;

    @BeforeEach
    void startWithRoomForOne() throws Exception {
        broker = new ScriptedBroker();
        broker.connack(KEEP_ALIVE);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
        LinkStatus status = new LinkStatus(meters);
        Intake intake = new Intake(
                new InFlight(1, 1_000, () -> {}),
                new MessageAccount(meters, Clock.systemUTC()),
                status,
                new PacketChanges(meters),
                () -> {});
        MqttConnection connection =
                new SubscribedConnection(settings, new MqttTls(settings, new PresentedChain()), intake, status);
        DurableMqttComponent component = new DurableMqttComponent(
                new ConsumerContext(settings, connection, intake, status, new IngestClock(Clock.systemUTC())));
        camel.addComponent("paho-mqtt5", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:devices/+/#?qos=1").process(new Waiting());
            }
        });
        camel.start();
        component.open();
        broker.awaitSubscription();
    }

    @AfterEach
    void stop() throws Exception {
        waiting.forEach(callback -> callback.done(false));
        camel.stop();
        broker.close();
    }

    @Test
    void anIdleConnectionIsKeptAlive() {
        awaitPings();
    }

    @Test
    void aConnectionIsKeptAliveWhileMessagesFindNoRoom() throws Exception {
        for (int identifier = 1; identifier <= 3; identifier++) {
            broker.send(new PacketBytes()
                    .counted("devices/d/sensor".getBytes(US_ASCII))
                    .twoBytes(identifier)
                    .octet(0)
                    .packet(0x32));
        }

        awaitPings();

        for (int identifier = 1; identifier <= 3; identifier++) {
            waiting.take().done(false);
            assertThat(broker.nextAcknowledged()).isEqualTo(identifier);
        }
    }

    private void awaitPings() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> broker.packetsOf(PacketType.PINGREQ) >= KEEP_ALIVES || broker.connections() > 1);

        assertThat(broker.connections()).isOne();
    }

    /** A route that goes on when the test says so. */
    private final class Waiting extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            waiting.add(callback);
            return false;
        }
    }
}
