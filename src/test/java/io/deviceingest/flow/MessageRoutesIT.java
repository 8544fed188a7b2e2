package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.IngestProgram;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.SharedDatabase;
import io.deviceingest.testkit.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/**
 * The program's own routes with Spring Boot's test support, as a developer of such a program tests them: a message at
 * {@code direct:message} ends in the tables. Every other form of message is a case below {@code routes/cases}.
 */
@SpringBootTest(classes = IngestProgram.class)
@ContextConfiguration(initializers = MessageRoutesIT.Parts.class)
@DirtiesContext
class MessageRoutesIT {

    private static final Instant ARRIVAL = Instant.parse("2025-11-05T12:00:00Z");

    private static SharedDatabase database;
    private static final Tables tables = new Tables(() -> database);

    @Autowired
    private CamelContext camel;

    private ProducerTemplate routes;

    /** The database, before the settings are read; it outlives every bean, and ends with the program. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Parts implements ApplicationContextInitializer<GenericApplicationContext> {

        @Override
        public void initialize(GenericApplicationContext program) {
            try {
                database = SharedDatabase.migrated();
                // What is registered first is destroyed last.
                program.getDefaultListableBeanFactory().registerDisposableBean("database", database::close);
                Map<String, String> settings = new HashMap<>(database.settings());
                // Nobody listens there: the program goes on connecting, which is no hindrance.
                settings.putAll(Map.of(
                        "MQTT_BROKER_HOST", "127.0.0.1",
                        "MQTT_BROKER_PORT", String.valueOf(FreePort.next()),
                        "MQTT_TLS", "off",
                        "MANAGEMENT_PORT", "0"));
                TestPropertyValues.of(settings).applyTo(program);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void startWithEmptyTables() {
        routes = camel.createProducerTemplate();
        await().untilAsserted(() -> assertThat(camel.getRoutes())
                .extracting(Route::getRouteId)
                .filteredOn(route ->
                        !camel.getRouteController().getRouteStatus(route).isStarted())
                .isEmpty());
        tables.clear();
    }

    @ParameterizedTest(name = "{0} {1}: {5}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor    | {"device_id":"d","temperature":25.5}                    | no  | online seen              | temperature=25.5                              | a reading, and a sign of life
            heartbeat | {"device_id":"d","uptime":1,"heap":50000,"rssi":-45}    | no  | online seen {"heap": 50000, "rssi": -45, "uptime": 1} | | attributes of the device
            status    | offline                                                 | yes | offline unseen           |                                               | a retained last will
            cmd       | not even JSON                                           | no  |                          |                                               | meant for devices
            """)
    void aMessageBecomesTheRowsOfItsForm(
            String suffix, String payload, String retained, String device, String metrics, String why) {
        Exchange done = send(suffix, payload, retained.equals("yes"));

        assertThat(done.getException()).isNull();
        assertThat(device()).as(why).isEqualTo(device);
        assertThat(metrics()).as(why).isEqualTo(metrics);
        assertThat(tables.deadLetters()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor    | {                              | invalid-json       | not JSON
            status    | {"status":"sleeping"}          | unmappable         | a status that does not exist
            sensor    | {"device_id":"other","t":1}    | device-id-mismatch | another device's name
            firmware  | {"version":1}                  | unknown-topic      | a suffix that nobody here knows
            """)
    void whatCanNeverSucceedIsAcknowledgedAndParkedWithItsBytes(
            String suffix, String payload, String reason, String why) {
        Exchange done = send(suffix, payload, false);

        assertThat(done.getException()).isNull();
        Map<String, Object> letter = tables.sql().queryForMap("SELECT * FROM dead_letter");
        assertThat(letter)
                .as(why)
                .containsEntry("reason", reason)
                .containsEntry("topic", "devices/d/" + suffix)
                .containsEntry("qos", 1)
                .containsEntry("retained", false)
                .containsEntry("replayed_at", null);
        assertThat((byte[]) letter.get("payload")).isEqualTo(bytes(payload));
        assertThat(letter.get("error")).asString().isNotBlank();
        assertThat(letter.get("route_id")).asString().isNotBlank();
        assertThat(device()).isNull();
    }

    @Test
    void whatTheDatabaseRefusesIsADeadLetterThatSaysWhy() {
        tables.sql().execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try {
            Exchange done = send("sensor", "{\"poison\":1}", false);

            assertThat(done.getException()).isNull();
            assertThat(tables.sql().queryForMap("SELECT reason, route_id FROM dead_letter"))
                    .containsEntry("reason", "rejected-by-database")
                    .containsEntry("route_id", "sensor");
            assertThat(tables.text("SELECT error FROM dead_letter")).contains("no_poison", "SQLSTATE 23514");
        } finally {
            tables.sql().execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
        }
    }

    /** As the consumer hands a message over, but with a time of arrival that is known. */
    private Exchange send(String suffix, String payload, boolean retained) {
        return routes.send("direct:message", exchange -> {
            Message message = exchange.getMessage();
            message.setBody(bytes(payload));
            message.setHeader("CamelMqttTopic", "devices/d/" + suffix);
            message.setHeader("CamelMqttQoS", 1);
            message.setHeader("deviceId", "d");
            message.setHeader("suffix", suffix);
            message.setHeader("receivedAt", ARRIVAL.getEpochSecond() * 1_000_000);
            message.setHeader("retained", retained);
            message.setHeader("duplicate", false);
        });
    }

    private static byte[] bytes(String payload) {
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    /** Status, whether it was heard, and its attributes; null when there is no device. */
    private static String device() {
        return tables.texts("""
                        SELECT concat_ws(' ',
                                         coalesce(status, 'unknown'),
                                         CASE WHEN last_seen IS NULL THEN 'unseen' ELSE 'seen' END,
                                         nullif(attributes::text, '{}'))
                        FROM device""").stream().findFirst().orElse(null);
    }

    /** Each metric with its number or its text; null when there are none. */
    private static String metrics() {
        return tables.text("""
                SELECT string_agg(metric_type || '=' || coalesce(value::text, quote_literal(text_value), 'null'), ' '
                                  ORDER BY metric_type COLLATE "C")
                FROM device_metrics""");
    }
}
