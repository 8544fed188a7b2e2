package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.IngestProgram;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.spring.SpringCamelContext;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** What the routes make of each form of message, from {@code direct:message} to the tables, without a broker. */
@CamelSpringBootTest
@SpringBootTest(classes = IngestProgram.class)
@ContextConfiguration(initializers = MessageRoutesIT.Parts.class)
@DirtiesContext
class MessageRoutesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Instant ARRIVAL = Instant.parse("2025-11-05T12:00:00Z");

    @TempDir
    static Path files;

    private static JdbcTemplate sql;

    @Autowired
    private CamelContext camel;

    @Autowired
    private ProducerTemplate routes;

    /** The database, before the settings are read; it outlives every bean, and ends with the program. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Parts implements ApplicationContextInitializer<GenericApplicationContext> {

        @Override
        public void initialize(GenericApplicationContext program) {
            // Camel's test support would start Camel later than the program counts on, and the two would race.
            SpringCamelContext.setNoStart(false);
            try {
                EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
                // What is registered first is destroyed last.
                program.getDefaultListableBeanFactory().registerDisposableBean("database", database::close);
                sql = database.sql();
                TestPropertyValues.of(
                                "db.url=" + database.url(),
                                "db.username=postgres",
                                "mqtt.broker-host=127.0.0.1",
                                "mqtt.tls=off",
                                // Nobody listens there: the program goes on connecting, which is no hindrance.
                                "mqtt.broker-port=" + EmbeddedBroker.freePort())
                        .applyTo(program);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void startWithEmptyTables() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(camel.getRoutes())
                        .extracting(Route::getRouteId)
                        .filteredOn(route -> !camel.getRouteController()
                                .getRouteStatus(route)
                                .isStarted())
                        .isEmpty());
        sql.execute("TRUNCATE device, device_event, reading, dead_letter");
    }

    @ParameterizedTest(name = "{0} {1}: {5}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor    | {"device_id":"d","temperature":25.5}                    | no  | online seen              | temperature=25.5                              | a reading, and a sign of life
            data      | {"temperature":25.5}                                    | no  | online seen              | temperature=25.5                              | data is another word for sensor
            sensor    | {"status":{"wifi":"up","mqtt":"down","uptime":17}}      | no  | online seen              | mqtt_status='down' uptime=17 wifi_status='up' | the links of a device
            sensor    | {"status":{"rssi":-45}}                                 | no  | online seen              | rssi=-45                                      | any other field of the links
            sensor    | {"status":"ok"}                                         | no  | online seen              | status='ok'                                   | a status of another shape is a metric
            sensor    | {"status":[1]}                                          | no  | online seen              | status='[1]'                                  | a status that is a list
            sensor    | {"co2":417,"door_2":"shut"}                             | no  | online seen              | co2=417 door_2='shut'                         | fields that nobody foresaw
            sensor    | {"on":true,"off":false}                                 | no  | online seen              | off=0 on=1                                    | booleans are numbers
            sensor    | {"a":[1,[2]],"o":{"x":{"y":1}}}                         | no  | online seen              | a='[1, [2]]' o='{"x": {"y": 1}}'              | lists and objects are text
            sensor    | {"t":null,"h":1}                                        | no  | online seen              | h=1 t=null                                    | a null is kept, as a metric without a value
            sensor    | {}                                                      | no  | online seen              |                                               | a reading without metrics
            sensor    | {"ä ü":1,"":2}                                          | no  | online seen              | =2 ä ü=1                                      | names of any letters, and of none
            sensor    | {"big":123456789012345678,"small":-1.5e-7}              | no  | online seen              | big=1.2345678901234568e+17 small=-1.5e-07     | numbers as doubles
            sensor    | {"temperature":25.5}                                    | yes | unknown unseen           | temperature=25.5                              | a retained reading says nothing about now
            heartbeat | {"device_id":"d","uptime":1,"heap":50000,"rssi":-45}    | no  | online seen {"heap": 50000, "rssi": -45, "uptime": 1} | | attributes of the device
            heartbeat | {}                                                      | no  | online seen              |                                               | a sign of life and nothing else
            heartbeat | {"heap":1}                                              | yes | unknown unseen {"heap": 1} |                                             | a retained heartbeat says nothing about now
            status    | {"status":"online","device_id":"d"}                     | no  | online seen              |                                               | an object that says online
            status    | {"status":"offline"}                                    | no  | offline seen             |                                               | the form of a last will
            status    | {"status":"offline","reason":"battery"}                 | no  | offline seen {"reason": "battery"} |                                     | with a reason
            status    | online                                                  | no  | online seen              |                                               | the bare word
            status    | offline                                                 | no  | offline seen             |                                               | the bare word as a last will
            status    | "offline"                                               | no  | offline seen             |                                               | the word as JSON
            status    | {"status":"online"}                                     | yes | online unseen            |                                               | a retained status stands, but nobody was heard
            status    | offline                                                 | yes | offline unseen           |                                               | a retained last will
            control   | {"relay":1}                                             | no  |                          |                                               | meant for devices
            command   | {"relay":1}                                             | no  |                          |                                               | meant for devices
            cmd       | not even JSON                                           | no  |                          |                                               | meant for devices
            """)
    void aMessageBecomesTheRowsOfItsForm(
            String suffix, String payload, String retained, String device, String metrics, String why) {
        Exchange done = send("d", suffix, bytes(payload), Map.of("retained", retained.equals("yes")));

        assertThat(done.getException()).isNull();
        assertThat(device()).as(why).isEqualTo(device);
        assertThat(metrics()).as(why).isEqualTo(metrics);
        assertThat(deadLetters()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor    | {                              | invalid-json       | not JSON
            heartbeat | hello                          | invalid-json       | a word where JSON belongs
            status    | maybe                          | invalid-json       | a word that is no status
            status    | Online                         | invalid-json       | another spelling
            status    | `online `                      | invalid-json       | the word with a space behind it
            sensor    | `\ufeff{"t":1}`                | invalid-json       | a byte order mark
            sensor    | {"t":NaN}                      | invalid-json       | a number that is none
            sensor    | {"a":"\\u0000"}                | invalid-json       | NUL in a text
            sensor    | {"\\udc00":1}                  | invalid-json       | half of a surrogate pair in a name
            heartbeat | []                             | unmappable         | a list
            sensor    | null                           | unmappable         | a null
            sensor    | "text"                         | unmappable         | a text
            status    | {"status":"sleeping"}          | unmappable         | a status that does not exist
            status    | {"state":"online"}             | unmappable         | an object without a status
            status    | 1                              | unmappable         | a number
            sensor    | {"timestamp":"yesterday"}      | unmappable         | a text that is no time
            sensor    | {"timestamp":true}             | unmappable         | a boolean for a time
            sensor    | {"device_id":"other","t":1}    | device-id-mismatch | another device's name
            heartbeat | {"device_id":"D"}              | device-id-mismatch | another spelling of the name
            status    | {"device_id":7,"status":"online"} | device-id-mismatch | a number that is not the name
            firmware  | {"version":1}                  | unknown-topic      | a suffix that nobody here knows
            sensor/x  | {"t":1}                        | unknown-topic      | a level too many
            Sensor    | {"t":1}                        | unknown-topic      | another spelling of a suffix
            """)
    void whatCanNeverSucceedIsAcknowledgedAndParkedWithItsBytes(
            String suffix, String payload, String reason, String why) {
        Exchange done = send("d", suffix, bytes(payload), Map.of());

        assertThat(done.getException()).isNull();
        Map<String, Object> letter = sql.queryForMap("SELECT * FROM dead_letter");
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

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1762254901                  | 2025-11-04T11:15:01Z        | seconds
            1762254901.25               | 2025-11-04T11:15:01.25Z     | seconds with a fraction
            1762254901000               | 2025-11-04T11:15:01Z        | milliseconds
            1762254901000001            | 2025-11-04T11:15:01.000001Z | microseconds
            "1762254901"                | 2025-11-04T11:15:01Z        | a number as text
            "2025-11-04T11:15:01Z"      | 2025-11-04T11:15:01Z        | ISO 8601
            "2025-11-04T12:15:01+01:00" | 2025-11-04T11:15:01Z        | ISO 8601 with an offset
            "2025-11-04 11:15:01"       | 2025-11-04T11:15:01Z        | ISO 8601 without an offset is UTC
            1447000000                  | 2015-11-08T16:26:40Z        | nearly ten years ago
            1762430000                  | 2025-11-06T11:53:20Z        | nearly a day ahead
            null                        | 2025-11-05T12:00:00Z        | a null: the time of arrival
            0                           | 2025-11-05T12:00:00Z        | 1970, a clock that was never set
            17                          | 2025-11-05T12:00:00Z        | seconds since the device started
            -5                          | 2025-11-05T12:00:00Z        | before 1970
            7258118400                  | 2025-11-05T12:00:00Z        | the year 2200
            "2200-01-01T00:00:00Z"      | 2025-11-05T12:00:00Z        | the year 2200 as text
            1e300                       | 2025-11-05T12:00:00Z        | beyond every calendar
            """)
    void theDevicesTimeIsTakenWhereItCanBeMeant(String timestamp, Instant expected, String form) {
        send("d", "sensor", bytes("{\"timestamp\":" + timestamp + ",\"t\":1}"), Map.of());

        assertThat(sql.queryForObject("SELECT ts FROM reading", OffsetDateTime.class))
                .as(form)
                .isEqualTo(expected.atOffset(ZoneOffset.UTC));
        assertThat(sql.queryForObject("SELECT received_at FROM reading", OffsetDateTime.class))
                .isEqualTo(ARRIVAL.atOffset(ZoneOffset.UTC));
    }

    @Test
    void aDeviceIdOf128CharactersIsStored() {
        String longest = "x".repeat(128);
        send(longest, "sensor", bytes("{\"t\":1}"), Map.of());

        assertThat(sql.queryForList("SELECT device_id FROM device", String.class))
                .containsExactly(longest);
    }

    @Test
    void aDeviceIdOf129CharactersHasNoHeadersAndIsADeadLetter() {
        String topic = "devices/" + "x".repeat(129) + "/sensor";
        send(null, null, bytes("{\"t\":1}"), Map.of("CamelMqttTopic", topic));

        assertThat(deadLetters()).containsExactly("unknown-topic");
        assertThat(sql.queryForObject("SELECT topic FROM dead_letter", String.class))
                .isEqualTo(topic);
    }

    @Test
    void aPayloadThatWasCutIsADeadLetterWhateverItsSuffix() {
        send("d", "sensor", bytes("{\"t\":1}"), Map.of("payloadTooLarge", 300_000));

        assertThat(sql.queryForMap("SELECT reason, error FROM dead_letter"))
                .containsEntry("reason", "payload-too-large")
                .containsEntry(
                        "error", "the payload has 300000 bytes, but PAYLOAD_LIMIT is 256KB; only so many were kept");
    }

    @Test
    void whatTheDatabaseRefusesIsADeadLetterThatSaysWhy() {
        sql.execute("ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison')");
        try {
            Exchange done = send("d", "sensor", bytes("{\"poison\":1}"), Map.of());

            assertThat(done.getException()).isNull();
            assertThat(sql.queryForMap("SELECT reason, route_id FROM dead_letter"))
                    .containsEntry("reason", "rejected-by-database")
                    .containsEntry("route_id", "sensor");
            assertThat(sql.queryForObject("SELECT error FROM dead_letter", String.class))
                    .contains("no_poison", "SQLSTATE 23514");
        } finally {
            sql.execute("ALTER TABLE reading DROP CONSTRAINT no_poison");
        }
    }

    @Test
    void anEmptyPayloadIsADeadLetterWithoutBytes() {
        send("d", "sensor", new byte[0], Map.of());

        assertThat(sql.queryForMap("SELECT reason, length(payload) AS length FROM dead_letter"))
                .containsEntry("reason", "invalid-json")
                .containsEntry("length", 0);
    }

    /** As the consumer hands a message over, but with a time of arrival that is known. */
    private Exchange send(String deviceId, String suffix, byte[] payload, Map<String, Object> headers) {
        return routes.send("direct:message", exchange -> {
            Message message = exchange.getMessage();
            message.setBody(payload);
            message.setHeader("CamelMqttTopic", "devices/" + deviceId + "/" + suffix);
            message.setHeader("CamelMqttQoS", 1);
            message.setHeader("receivedAt", ARRIVAL.getEpochSecond() * 1_000_000);
            message.setHeader("retained", false);
            message.setHeader("duplicate", false);
            if (deviceId != null) {
                message.setHeader("deviceId", deviceId);
                message.setHeader("suffix", suffix);
            }
            headers.forEach(message::setHeader);
        });
    }

    private static byte[] bytes(String payload) {
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    /** Status, whether it was heard, and its attributes; null when there is no device. */
    private static String device() {
        return sql.queryForList("""
                        SELECT concat_ws(' ',
                                         coalesce(status, 'unknown'),
                                         CASE WHEN last_seen IS NULL THEN 'unseen' ELSE 'seen' END,
                                         nullif(attributes::text, '{}'))
                        FROM device""", String.class).stream().findFirst().orElse(null);
    }

    /** Each metric with its number or its text; null when there are none. */
    private static String metrics() {
        return sql.queryForObject("""
                SELECT string_agg(metric_type || '=' || coalesce(value::text, quote_literal(text_value), 'null'), ' '
                                  ORDER BY metric_type COLLATE "C")
                FROM device_metrics""", String.class);
    }

    private static List<String> deadLetters() {
        return sql.queryForList("SELECT reason FROM dead_letter", String.class);
    }
}
