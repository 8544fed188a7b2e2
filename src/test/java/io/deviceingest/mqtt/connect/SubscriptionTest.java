package io.deviceingest.mqtt.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What one consumer subscribes to, and which messages it takes for its own. */
class SubscriptionTest {

    private static final List<String> TOPICS = List.of("devices/+/sensor", "devices/+/status");

    private final Subscription plain = subscription("");
    private final Subscription shared = subscription("ingest");

    @Test
    void theIdentifierFollowsFromTheFilters() {
        assertThat(plain.identifier())
                .isEqualTo(subscription("").identifier())
                .isNotEqualTo(shared.identifier())
                .isBetween(1, 268_435_455);
    }

    @Test
    void aSharedOneIsKnownToTheBrokerByItsGroupAndMatchesTheSameTopics() {
        assertThat(shared).hasToString("$share/ingest/devices/+/sensor,$share/ingest/devices/+/status");
        assertThat(shared.matches("devices/d/sensor")).isTrue();
        assertThat(shared.matches("devices/d/heartbeat")).isFalse();
    }

    @Test
    void whatCarriesAnotherIdentifierIsOfAnotherSubscription() {
        assertThat(plain.mayBring(List.of(7), true)).isFalse();
        assertThat(shared.mayBring(List.of(7), true)).isFalse();
    }

    @Test
    void whatCarriesNoneIsOfAnotherUnlessTheBrokerIsKnownToLeaveItOut() {
        assertThat(plain.mayBring(List.of(), true)).isFalse();
        assertThat(plain.mayBring(List.of(), false)).isTrue();
        assertThat(shared.mayBring(List.of(), true)).isTrue();
    }

    private static Subscription subscription(String group) {
        return new Subscription(TOPICS, 1, SampleSettings.of(TOPICS, group));
    }
}
