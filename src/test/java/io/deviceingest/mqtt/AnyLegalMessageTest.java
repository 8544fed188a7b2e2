package io.deviceingest.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.faults.PacketType;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.mqtt.packet.AnyMessage;
import io.deviceingest.mqtt.packet.PacketBytes;
import io.deviceingest.mqtt.packet.SentMessage;
import io.deviceingest.mqtt.packet.Texts;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Whatever message a broker may send reaches a route over one connection, which it never ends, and is acknowledged; a
 * broken one does not hold up what is behind it.
 */
class AnyLegalMessageTest {

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static final BlockingQueue<Exchange> ARRIVED = new LinkedBlockingQueue<>();

    private static ScriptedBroker broker;
    private static DefaultCamelContext camel;
    private static int identifier;

    @BeforeContainer
    static void startEverything() throws Exception {
        broker = new ScriptedBroker();
        MqttSettings settings = SampleSettings.plainAt("127.0.0.1", broker.port());
        LinkStatus status = new LinkStatus(METERS);
        Intake intake = new Intake(
                new InFlight(2_000, 64 * 1024 * 1024, () -> {}),
                new MessageAccount(METERS, Clock.systemUTC()),
                status,
                new PacketChanges(METERS),
                () -> {});
        MqttConnection connection =
                new SubscribedConnection(settings, new MqttTls(settings, new PresentedChain()), intake, status);
        DurableMqttComponent component = new DurableMqttComponent(
                new ConsumerContext(settings, connection, intake, status, new IngestClock(Clock.systemUTC())));
        camel = new DefaultCamelContext();
        camel.addComponent("paho-mqtt5", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:devices/+/#?qos=1").process(exchange -> ARRIVED.add(exchange.copy()));
            }
        });
        camel.start();
        component.open();
        broker.awaitSubscription();
    }

    @AfterContainer
    static void stopEverything() throws Exception {
        camel.stop();
        broker.close();
    }

    @Property(tries = 700, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void everyLegalMessageReachesTheRouteAndIsAcknowledged(
            @ForAll("sequences") List<SentMessage> messages, @ForAll Random cuts) throws Exception {
        PacketBytes stream = new PacketBytes();
        int first = identifier;
        Set<Integer> sent = new HashSet<>();
        for (SentMessage message : messages) {
            stream.raw(message.packet(nextIdentifier(message)));
            if (message.qos() > 0) {
                sent.add(identifier);
            }
        }
        sendInPieces(stream.bytes(), cuts);

        identifier = first;
        for (SentMessage message : messages) {
            Exchange arrived = ARRIVED.poll(30, TimeUnit.SECONDS);
            assertThat(arrived).as("the arrival of %s", message).isNotNull();
            checkArrival(message, arrived);
            if (message.qos() > 0) {
                assertThat(nextAcknowledgedOf(sent)).isEqualTo(nextIdentifier(message));
            }
        }
        assertThat(broker.connections()).isOne();
    }

    /** A broken message at QoS 2 may be completed after the one behind it, which ends its test. */
    private static int nextAcknowledgedOf(Set<Integer> sent) throws InterruptedException {
        int acknowledged = broker.nextAcknowledged();
        while (!sent.contains(acknowledged)) {
            acknowledged = broker.nextAcknowledged();
        }
        return acknowledged;
    }

    /** A subscription of an earlier client of the session may bring it. */
    @Example
    void aMessageAtQos2IsAcknowledgedInItsTwoSteps() throws Exception {
        SentMessage message = new SentMessage(4, "devices/d/sensor".getBytes(US_ASCII), new byte[0], new byte[] {1});
        int sent = nextIdentifier(message);
        broker.send(message.packet(sent));

        assertThat(ARRIVED.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(broker.nextAcknowledged()).as("PUBCOMP, after a PUBREC").isEqualTo(sent);
        assertThat(broker.packetsOf(PacketType.PUBREC)).isOne();
        assertThat(broker.connections()).isOne();
    }

    private static void checkArrival(SentMessage message, Exchange arrived) {
        boolean intact = Texts.isReadable(message.topic());
        assertThat(arrived.getIn().getBody(byte[].class)).isEqualTo(message.payload());
        assertThat(arrived.getIn().getHeader("duplicate")).isEqualTo((message.flags() & 8) != 0);
        if (intact) {
            assertThat(arrived.getIn().getHeader("CamelMqttTopic")).isEqualTo(message.topicText());
        } else {
            assertThat(arrived.getIn().getHeader("deviceId")).isNull();
            assertThat(arrived.getIn().getHeader("suffix")).isNull();
        }
    }

    /** Broken anywhere behind its fixed header: what is behind it arrives on the same connection. */
    @Property(tries = 700, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void aBrokenMessageHoldsNothingUp(@ForAll("messages") SentMessage message, @ForAll Random random) throws Exception {
        byte[] broken = message.packet(nextIdentifier(message));
        int header = broken.length < 130 ? 2 : broken.length < 16_387 ? 3 : 5;
        for (int i = 0; i <= random.nextInt(4) && header < broken.length; i++) {
            broken[header + random.nextInt(Math.min(60, broken.length - header))] = (byte) random.nextInt(256);
        }
        broken[0] = (byte) (0x30 | random.nextInt(16));
        broker.send(broken);
        SentMessage behind =
                new SentMessage(2, "devices/behind/sensor".getBytes(US_ASCII), new byte[0], new byte[] {1});
        int awaited = nextIdentifier(behind);
        broker.send(behind.packet(awaited));

        int acknowledged = broker.nextAcknowledged();
        while (acknowledged != awaited) {
            acknowledged = broker.nextAcknowledged();
        }
        ARRIVED.clear();
        assertThat(broker.connections()).isOne();
    }

    @Provide
    Arbitrary<List<SentMessage>> sequences() {
        return messages().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<SentMessage> messages() {
        return AnyMessage.withPayload(Arbitraries.of(0, 1, 200, 40_000).map(byte[]::new));
    }

    private static int nextIdentifier(SentMessage message) {
        identifier = message.qos() > 0 ? identifier % 65_535 + 1 : identifier;
        return identifier;
    }

    private static void sendInPieces(byte[] bytes, Random cuts) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int bound = cuts.nextBoolean() ? 10 : 30_000;
            int length = Math.min(bytes.length - from, 1 + cuts.nextInt(bytes.length < 2_000 ? bound : 30_000));
            broker.send(bytes, from, length);
            from += length;
        }
    }
}
