package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the program says to the broker, packet by packet, and what it makes of an answer that is not as it should be. */
class PacketFaultsIT {

    private static final int RECEIVE_MAXIMUM = 50;

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase();

    private static MqttProxy proxy;
    private static Ingest ingest;

    @BeforeAll
    static void startProxyAndProgram() throws Exception {
        proxy = site.add(MqttProxy.start(site.files().resolve("proxy"), site.broker()));
        ingest = site.startReady(proxy, Map.of("MQTT_RECEIVE_MAXIMUM", String.valueOf(RECEIVE_MAXIMUM)));
    }

    @AfterEach
    void letEverythingPass() {
        proxy.rule(DOWN, packet -> Verdict.PASS);
        proxy.release(DOWN);
        ingest.awaitReady();
    }

    @Test
    void acknowledgementsLeaveInTheOrderOfArrivalAndNoMoreIsInFlightThanAsked() throws Exception {
        PacketLog log = proxy.logs().get(proxy.connections() - 1);
        try (Connection holder = site.database().holdWriters();
                Device device = new Device(site.broker(), "device")) {
            // A reading and a dead letter by turns: they end in batches of their own, at times of their own.
            for (int i = 0; i < 200; i++) {
                device.publish("devices/d/sensor", i % 2 == 0 ? "{\"n\":" + i + "}" : "{");
            }
            await().until(() -> log.delivered().size() == RECEIVE_MAXIMUM);
        }

        await().until(() -> log.acknowledged().size() == 200);
        assertThat(log.acknowledged()).isEqualTo(log.delivered());
        assertThat(log.mostInFlight()).isEqualTo(RECEIVE_MAXIMUM);
    }

    @Test
    void aSubackThatDoesNotComeTurnsReadinessDownUntilItDoes() {
        proxy.rule(DOWN, packet -> packet.is(PacketType.SUBACK) ? Verdict.HOLD : Verdict.PASS);
        proxy.reset();

        await().atMost(Duration.ofSeconds(10)).until(() -> !ingest.isReady());
        await().until(() -> proxy.held(DOWN) > 0);
        assertThat(ingest.isReady()).isFalse();
        assertThat(ingest.metric("device_ingest_mqtt_subscribed")).isZero();
    }

    @Test
    void aSubscriptionThatIsRefusedAfterAReconnectIsExplained() {
        answerSubscriptionsWith(0x87);

        await().until(() ->
                ingest.problem().contains("refuses the subscription to devices/+/#: not authorized (0x87)"));
        assertThat(ingest.isReady()).isFalse();
    }

    @Test
    void aLowerQosThanAskedForIsAnError() {
        answerSubscriptionsWith(0);

        await().until(() -> ingest.problem().contains("grants QoS 0 for devices/+/#, but QoS 1 was asked for"));
        assertThat(ingest.isReady()).isFalse();
    }

    private static void answerSubscriptionsWith(int code) {
        proxy.rule(
                DOWN,
                packet -> packet.is(PacketType.SUBACK) ? Verdict.replaceBy(packet.withReasonCode(code)) : Verdict.PASS);
        proxy.reset();
    }
}
