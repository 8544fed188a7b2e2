package io.deviceingest.mqtt.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deviceingest.settings.MqttSettings;
import java.util.List;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.Test;

/** A broker that grants less than was asked for is not what was asked for. */
class ConnackTest {

    private static final MqttSettings ASKED = SampleSettings.of(List.of("devices/+/#"), "");

    private final MqttProperties granted = new MqttProperties();

    @Test
    void aBrokerThatSaysNothingGrantsEverything() {
        assertThatCode(() -> Connack.check(granted, SampleSettings.of(List.of("devices/+/#"), "ingest")))
                .doesNotThrowAnyException();
    }

    @Test
    void aShorterSessionIsRefusedWithTheSettingThatWouldAcceptIt() {
        granted.setSessionExpiryInterval(3600L);

        MqttProblem problem = problem(ASKED);

        assertThat(problem).hasMessage("the broker keeps the session for 3600 s only, but 86400 s were asked for");
        assertThat(problem.remedy()).contains("MQTT_SESSION_EXPIRY=3600s");
    }

    @Test
    void aLongerSessionIsWelcome() {
        granted.setSessionExpiryInterval(0xFFFF_FFFFL);

        assertThatCode(() -> Connack.check(granted, ASKED)).doesNotThrowAnyException();
    }

    @Test
    void aBrokerWithoutSharedSubscriptionsIsRefusedOnlyWhereOneIsWanted() {
        granted.setSharedSubscriptionAvailable(false);

        assertThat(problem(SampleSettings.of(List.of("devices/+/#"), "ingest")))
                .hasMessage("the broker has no shared subscriptions");
        assertThatCode(() -> Connack.check(granted, ASKED)).doesNotThrowAnyException();
    }

    @Test
    void aBrokerWithoutWildcardsIsRefusedOnlyWhereOneIsWanted() {
        granted.setWildcardSubscriptionsAvailable(false);

        assertThat(problem(SampleSettings.of(List.of("devices/d/sensor", "devices/+/status"), "")))
                .hasMessage("the broker has no wildcard subscriptions");
        assertThat(problem(SampleSettings.of(List.of("devices/#"), ""))).isNotNull();
        assertThatCode(() -> Connack.check(granted, SampleSettings.of(List.of("devices/d/sensor"), "")))
                .doesNotThrowAnyException();
    }

    private MqttProblem problem(MqttSettings asked) {
        return catchThrowableOfType(MqttProblem.class, () -> Connack.check(granted, asked));
    }
}
