package io.deviceingest.mqtt;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What nobody foresaw ends neither the connection's thread nor the account of what is in flight. */
class SurpriseTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LinkStatus status = new LinkStatus(meters);
    private final InFlight inFlight = new InFlight(10, 1_000, () -> {});
    private final Intake intake = new Intake(
            inFlight,
            new MessageAccount(meters, Clock.systemUTC()),
            status,
            new PacketChanges(new SimpleMeterRegistry()),
            () -> {});

    @Test
    void theConnectionGoesOnWithItsNextAttempt() throws Exception {
        MqttSettings impossible = SampleSettings.impossible();
        MqttConnection connection =
                new SubscribedConnection(impossible, new MqttTls(impossible, new PresentedChain()), intake, status);
        connection.open();
        try {
            await().until(() -> status.problem()
                    .filter(problem -> problem.sentence().startsWith("the connection failed unexpectedly"))
                    .isPresent());
            await().during(Duration.ofMillis(300)).until(connection::isAlive);
        } finally {
            connection.close();
        }
    }

    @Test
    void aMessageWhoseAcknowledgementFailsLeavesItsPlace() throws Exception {
        Delivery withoutLink = new Delivery(null, 1, 1, 10, false, "devices/d/sensor", null);
        inFlight.enter(withoutLink, () -> false);

        assertThatThrownBy(() -> intake.ended(withoutLink, null)).isInstanceOf(NullPointerException.class);

        assertThat(inFlight.size()).isZero();
    }

    @Test
    void whatIsHandedBackWhileTheProgramStopsIsNoReasonToGiveTheConnectionUp() throws Exception {
        MqttLink link = new MqttLink(
                SampleSettings.withTls(false),
                null,
                (from, topic, message) -> true,
                new ModelBroker(1, m -> true).connect(),
                null);
        Delivery delivery = new Delivery(link, 1, 1, 10, false, "devices/d/sensor", null);
        inFlight.enter(delivery, () -> false);
        intake.close();

        intake.ended(delivery, new IllegalStateException("not stored: the program stops"));

        assertThat(link.stands()).isTrue();
        assertThat(inFlight.size()).isZero();
    }
}
