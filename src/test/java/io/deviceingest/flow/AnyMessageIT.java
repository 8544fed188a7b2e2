package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.mqtt.ScriptedBroker;
import io.deviceingest.mqtt.packet.AnyMessage;
import io.deviceingest.mqtt.packet.SentMessage;
import io.deviceingest.mqtt.packet.Texts;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.SharedDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The whole program: every message that a broker may send ends as a row or a dead letter, and is acknowledged. */
class AnyMessageIT {

    private static final int MESSAGES = 1_000;

    private static ScriptedBroker broker;
    private static SharedDatabase database;
    private static Ingest ingest;

    @BeforeContainer
    static void startEverything() throws Exception {
        broker = new ScriptedBroker();
        database = SharedDatabase.migrated();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(Map.of(
                "MQTT_BROKER_HOST", "127.0.0.1",
                "MQTT_BROKER_PORT", String.valueOf(broker.port()),
                "MQTT_TLS", "off"));
        ingest = Ingest.start(settings);
        broker.awaitSubscription();
    }

    @AfterContainer
    static void stopEverything() throws Exception {
        ingest.close();
        broker.close();
        database.close();
    }

    @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyMessageIsARowOrADeadLetterAndAcknowledged(@ForAll("messages") List<SentMessage> messages)
            throws Exception {
        Set<String> altered = new HashSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            SentMessage message = messages.get(i);
            if (!Texts.isReadable(message.topic())) {
                altered.add(payload(i));
            }
            broker.send(new SentMessage(
                            message.flags(),
                            message.topic(),
                            message.properties(),
                            payload(i).getBytes(StandardCharsets.UTF_8))
                    .packet(i + 1));
        }
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(broker.nextAcknowledged()).isEqualTo(i + 1);
        }

        Collection<String> rows = texts("SELECT '{\"n\":' || (metrics->>'n') || '}' FROM reading");
        Collection<String> letters = texts("SELECT convert_from(payload, 'UTF8') FROM dead_letter");
        assertThat(rows.size() + letters.size()).isEqualTo(MESSAGES);
        assertThat(rows).doesNotContainAnyElementsOf(letters);
        assertThat(texts("SELECT convert_from(payload, 'UTF8') FROM dead_letter WHERE reason = 'unknown-topic'"))
                .containsAll(altered);
        assertThat(rows).hasSizeGreaterThan(MESSAGES / 4);
        assertThat(broker.connections()).isOne();
        assertThat(ingest.accountGap()).isZero();
    }

    private static Collection<String> texts(String query) {
        return new HashSet<>(database.sql().queryForList(query, String.class));
    }

    private static String payload(int number) {
        return "{\"n\":" + number + "}";
    }

    @Provide
    Arbitrary<List<SentMessage>> messages() {
        return AnyMessage.withPayload(Arbitraries.just(new byte[0]))
                .filter(message -> message.qos() > 0 && message.properties().length < 500_000)
                .list()
                .ofSize(MESSAGES);
    }
}
