package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;
import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.TrustingTls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between a broker and its client, packets pass, vanish, wait and change as a test wants it, and are logged. */
class MqttProxyIT {

    private static final Duration A_WHILE = Duration.ofSeconds(1);

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static Device device;
    private static BrokerCertificate certificate;

    private MqttProxy proxy;
    private Subscriber subscriber;

    @BeforeAll
    static void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        device = new Device(broker, "device");
        certificate = BrokerCertificate.selfSigned(files.resolve("proxy"));
    }

    @AfterAll
    static void stopParts() throws Exception {
        device.close();
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        proxy = MqttProxy.start(certificate, broker);
        subscriber = new Subscriber(proxy);
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        subscriber.close();
        proxy.close();
        assertThat(proxy.open()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("mqtt-proxy"));
    }

    @Test
    void messagesPassAndTheirAcknowledgementsAreLoggedInOrder() throws Exception {
        subscriber.subscribe();

        publish(50);

        await().until(() -> subscriber.heard.containsAll(words(50)));
        PacketLog log = proxy.logs().get(0);
        assertThat(log.delivered()).hasSize(50);
        await().untilAsserted(() -> assertThat(log.acknowledged()).isEqualTo(log.delivered()));
        assertThat(log.mostInFlight()).isBetween(1, Subscriber.RECEIVE_MAXIMUM);
        assertThat(log.ids(UP, PacketType.SUBSCRIBE)).isEqualTo(log.ids(DOWN, PacketType.SUBACK));
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.open()).isEqualTo(1);
    }

    @Test
    void heldAcknowledgementsKeepTheBrokerWaitingUntilTheyAreReleased() throws Exception {
        subscriber.subscribe();
        proxy.rule(UP, packet -> packet.is(PacketType.PUBACK) ? Verdict.HOLD : Verdict.PASS);
        publish(10);
        await().until(() -> proxy.held(UP) == Subscriber.RECEIVE_MAXIMUM);
        await().during(A_WHILE).until(() -> subscriber.heard.size() == Subscriber.RECEIVE_MAXIMUM);

        proxy.release(UP);

        // Not in their order: the broker mixes up what has waited for room.
        await().until(() -> subscriber.heard.containsAll(words(10)));
        assertThat(proxy.held(UP)).isZero();
        assertThat(proxy.logs().get(0).mostInFlight()).isBetween(1, Subscriber.RECEIVE_MAXIMUM);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0   | granted, but less than asked for
            135 | refused: not authorized
            """)
    void aRewrittenSubackReachesTheClient(int code, String why) throws Exception {
        proxy.rule(
                DOWN,
                packet -> packet.is(PacketType.SUBACK) ? Verdict.replaceBy(packet.withReasonCode(code)) : Verdict.PASS);

        assertThat(subscriber.subscribe()).as(why).containsExactly(code);
    }

    @Test
    void aDroppedMessageIsNeitherHeardNorLogged() throws Exception {
        subscriber.subscribe();
        proxy.rule(
                DOWN,
                packet -> packet.is(PacketType.PUBLISH) && packet.topic().endsWith("/1") ? Verdict.DROP : Verdict.PASS);

        publish(3);

        await().until(() -> subscriber.heard.equals(List.of("word 0", "word 2")));
        assertThat(proxy.logs().get(0).delivered()).hasSize(2);
    }

    @Test
    void whatReplacesAPacketIsWhatIsHeard() throws Exception {
        subscriber.subscribe();
        proxy.rule(DOWN, packet -> packet.is(PacketType.PUBLISH) ? withOtherWords(packet) : Verdict.PASS);

        publish(1);

        await().until(() -> subscriber.heard.equals(List.of("ward 0")));
    }

    @Test
    void whatIsNoPacketEndsTheClientsConnection() throws Exception {
        subscriber.subscribe();
        proxy.rule(DOWN, packet -> Verdict.replaceBy(new byte[] {0, 0, 0, 0}));

        publish(1);

        await().until(() -> subscriber.lost);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void connectionsAreLostAndNewOnesAreAsGood(boolean reset) throws Exception {
        if (reset) {
            proxy.reset();
        } else {
            proxy.cut();
        }

        assertThat(proxy.open()).isZero();
        await().until(() -> subscriber.lost);
        try (Device again = new Device(proxy, "again")) {
            again.publish("words/0", "word");
            assertThat(proxy.logs().get(1).ids(UP, PacketType.PUBLISH))
                    .hasSize(1)
                    .isEqualTo(proxy.logs().get(1).ids(DOWN, PacketType.PUBACK));
        }
    }

    private static Verdict withOtherWords(MqttPacket packet) {
        String text = new String(packet.bytes(), StandardCharsets.ISO_8859_1);
        return Verdict.replaceBy(text.replace("word ", "ward ").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void publish(int messages) throws MqttException {
        for (int message = 0; message < messages; message++) {
            device.publish("words/" + message, "word " + message);
        }
    }

    private static List<String> words(int messages) {
        return IntStream.range(0, messages)
                .mapToObj(message -> "word " + message)
                .toList();
    }

    /** Hears what is published, acknowledges each message at once, and notices the end of its connection. */
    private static final class Subscriber implements MqttCallback, AutoCloseable {

        static final int RECEIVE_MAXIMUM = 3;

        private final MqttAsyncClient client;
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private volatile boolean lost;

        Subscriber(Broker broker) throws MqttException {
            client = new MqttAsyncClient("ssl://127.0.0.1:" + broker.port(), "subscriber", new MemoryPersistence());
            client.setCallback(this);
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setSocketFactory(TrustingTls.socketFactory(broker.caFile()));
            options.setReceiveMaximum(RECEIVE_MAXIMUM);
            client.connect(options).waitForCompletion(SOON.toMillis());
        }

        /** @return the reason codes of the answer */
        int[] subscribe() throws MqttException {
            IMqttToken suback = client.subscribe("words/#", 1);
            suback.waitForCompletion(SOON.toMillis());
            return suback.getReasonCodes();
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            heard.add(new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost = true;
        }

        @Override
        public void close() throws MqttException {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(SOON.toMillis());
            }
            client.close(true);
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            // The end of the connection follows.
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Nothing is published here.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // The constructor waits for it.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // Nobody asks for it.
        }
    }
}
