package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of each form of message, from a device over a broker with TLS to the tables. */
class MessageToRowIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static EmbeddedDatabase database;
    private static Ingest ingest;
    private static Device device;
    private static JdbcTemplate sql;

    @BeforeAll
    static void startEverything() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        sql = database.sql();
        ingest = Ingest.start(broker, database, Map.of());
        await().atMost(Duration.ofSeconds(30)).until(ingest::isReady);
        device = new Device(broker, "device");
    }

    @AfterAll
    static void stopEverything() throws Exception {
        device.close();
        ingest.close();
        broker.close();
        database.close();
    }

    @BeforeEach
    void emptyTables() {
        sql.execute("TRUNCATE device, device_event, reading, dead_letter");
    }

    @Test
    void aSensorMessageBecomesSevenMetricsAndMakesTheDeviceOnline() throws Exception {
        device.publish("devices/esp8266/sensor", """
                {"device_id":"esp8266","timestamp":%d,"temperature":25.5,"humidity":60.0,"voltage":3.3,"battery":85.0,
                 "status":{"wifi":"connected","mqtt":"connected","uptime":1762254901}}""".formatted(Instant.now().getEpochSecond()));

        awaitCount("device_metrics", 7);
        assertThat(sql.queryForList("SELECT metric_type FROM device_metrics ORDER BY 1", String.class))
                .containsExactly(
                        "battery", "humidity", "mqtt_status", "temperature", "uptime", "voltage", "wifi_status");
        assertThat(sql.queryForObject("SELECT status FROM device", String.class))
                .isEqualTo("online");
    }

    @Test
    void aHeartbeatBecomesAttributesAndKeepsThoseThatItDoesNotName() throws Exception {
        device.publish("devices/d/heartbeat", "{\"uptime\":1,\"heap\":50000}");
        device.publish("devices/d/heartbeat", "{\"uptime\":2,\"rssi\":-45}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sql.queryForList("SELECT attributes::text FROM device", String.class))
                        .containsExactly("{\"heap\": 50000, \"rssi\": -45, \"uptime\": 2}"));
        assertThat(count("reading")).isZero();
    }

    @Test
    void everyChangeOfStatusIsAnEventAlsoWithinOneBatch() throws Exception {
        device.publish("devices/d/status", "{\"status\":\"online\",\"device_id\":\"d\"}");
        device.publish("devices/d/status", "offline");
        device.publish("devices/d/status", "online");
        device.publish("devices/d/sensor", "{\"t\":1}");

        awaitCount("reading", 1);
        assertThat(sql.queryForList("SELECT status FROM device_event ORDER BY at", String.class))
                .containsExactly("online", "offline", "online");
    }

    @Test
    void aLastWillTurnsTheDeviceOffline() throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        MqttMessage will = new MqttMessage("{\"status\":\"offline\"}".getBytes(StandardCharsets.UTF_8));
        will.setQos(1);
        options.setWill("devices/mortal/status", will);
        Device mortal = new Device(broker, "mortal", options);
        mortal.publish("devices/mortal/sensor", "{\"t\":1}");
        awaitCount("reading", 1);

        broker.failConnectionOf("mortal");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sql.queryForObject("SELECT status FROM device", String.class))
                        .isEqualTo("offline"));
    }

    @Test
    void aReadingThatComesTwiceIsStoredOnceAndAnotherOneOfTheSameSecondIsKept() throws Exception {
        String reading = "{\"timestamp\":" + Instant.now().getEpochSecond() + ",\"t\":1}";
        double duplicates = ingest.metric("device_ingest_messages_duplicate_total");
        device.publish("devices/d/sensor", reading);
        device.publish("devices/d/data", reading);
        device.publish("devices/d/sensor", reading.replace("\"t\":1", "\"t\":2"));

        awaitCount("reading", 2);
        await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_duplicate_total") == duplicates + 1);
        assertThat(count("reading")).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            devices/d/sensor | {broken                        | invalid-json       | not JSON
            devices/d/sensor | ``                             | invalid-json       | an empty payload
            devices/d/sensor | {"a":1} {"b":2}                | invalid-json       | a second document
            devices/d/sensor | {"a":1,"a":2}                  | invalid-json       | a key twice
            devices/d/sensor | {"a":"\\u0000"}                | invalid-json       | NUL in a text
            devices/d/sensor | {"a":"\\ud800"}                | invalid-json       | half of a surrogate pair
            devices/d/sensor | {"a":1e400}                    | invalid-json       | a number out of range
            devices/d/sensor | {"a":1e99999999999}            | invalid-json       | an exponent out of range
            devices/d/sensor | [1,2]                          | unmappable         | not an object
            devices/d/sensor | {"timestamp":"yesterday"}      | unmappable         | a text that is no time
            devices/d/status | {"status":"maybe"}             | unmappable         | a status that does not exist
            devices/d/sensor | {"device_id":"other"}          | device-id-mismatch | another device's name
            devices/d/other  | {}                             | unknown-topic      | an unknown suffix
            devices/d        | {}                             | unknown-topic      | no suffix
            devices//sensor  | {}                             | unknown-topic      | an empty device id
            """)
    void whatCanNeverSucceedIsADeadLetterWithItsBytes(String topic, String payload, String reason, String why)
            throws Exception {
        device.publish(topic, payload == null ? "" : payload);

        awaitCount("dead_letter", 1);
        Map<String, Object> letter = sql.queryForMap("SELECT * FROM dead_letter");
        assertThat(letter).containsEntry("topic", topic).containsEntry("reason", reason);
        assertThat((byte[]) letter.get("payload"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(payload);
        assertThat(letter.get("error")).as(why).isNotNull();
        assertThat(count("device")).isZero();
    }

    @Test
    void bytesThatAreNotUtf8AreKeptAsTheyAreWithTheUserProperties() throws Exception {
        byte[] bytes = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};
        MqttMessage message = new MqttMessage(bytes);
        message.setQos(1);
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(java.util.List.of(new UserProperty("firmware", "1.2")));
        message.setProperties(properties);
        device.publish("devices/d/sensor", message);

        awaitCount("dead_letter", 1);
        Map<String, Object> letter =
                sql.queryForMap("SELECT payload, user_properties ->> 'firmware' AS firmware FROM dead_letter");
        assertThat((byte[]) letter.get("payload")).isEqualTo(bytes);
        assertThat(letter).containsEntry("firmware", "1.2");
    }

    @Test
    void aPayloadOverTheLimitIsADeadLetterWithItsFirstBytes() throws Exception {
        device.publish("devices/d/sensor", "x".repeat(2_000_000));

        awaitCount("dead_letter", 1);
        assertThat(sql.queryForMap("SELECT reason, length(payload) AS length FROM dead_letter"))
                .containsEntry("reason", "payload-too-large")
                .containsEntry("length", 256 * 1024);
    }

    @Test
    void nestingOfTenThousandIsADeadLetterAndTheStreamGoesOn() throws Exception {
        device.publish("devices/d/sensor", "[".repeat(10_000));
        device.publish("devices/d/sensor", "{\"t\":1}");

        awaitCount("dead_letter", 1);
        awaitCount("reading", 1);
    }

    @Test
    void messagesForDevicesAreIgnoredAndCounted() throws Exception {
        double ignored = ingest.metric("device_ingest_messages_ignored_total");
        device.publish("devices/d/control", "{}");
        device.publish("devices/d/command", "{}");
        device.publish("devices/d/cmd", "{}");

        await().atMost(SOON).until(() -> ingest.metric("device_ingest_messages_ignored_total") == ignored + 3);
        assertThat(count("dead_letter")).isZero();
    }

    @Test
    void aDeviceIdWithQuotesIsJustAName() throws Exception {
        String name = "a\"b'); DROP TABLE device; --";
        device.publish("devices/" + name + "/sensor", "{\"t\":1}");

        awaitCount("reading", 1);
        assertThat(sql.queryForList("SELECT device_id FROM device", String.class))
                .containsExactly(name);
    }

    @Test
    void aDeviceAtQos0IsStoredWhileAllIsWell() throws Exception {
        device.publish("devices/d/sensor", "{\"t\":1}".getBytes(StandardCharsets.UTF_8), 0, false);

        awaitCount("reading", 1);
    }

    @Test
    void aTopicOfTenKilobytesIsADeadLetterUnderItsWholeName() throws Exception {
        String topic = "devices/d/" + "x".repeat(10_000);
        device.publish(topic, "{}");

        awaitCount("dead_letter", 1);
        assertThat(sql.queryForObject("SELECT topic FROM dead_letter", String.class))
                .isEqualTo(topic);
    }

    @Test
    void aHeartbeatAndASensorMessageInOneBatchAreBothKept() throws Exception {
        device.publish("devices/d/heartbeat", "{\"heap\":50000}");
        device.publish("devices/d/sensor", "{\"t\":1}");

        awaitCount("reading", 1);
        assertThat(sql.queryForObject("SELECT attributes::text FROM device", String.class))
                .isEqualTo("{\"heap\": 50000}");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1762254901000                    | 2025-11-04T11:15:01Z | milliseconds
            "2025-11-04T12:15:01+01:00"      | 2025-11-04T11:15:01Z | ISO 8601
            """)
    void theDevicesTimeIsTheTimeOfItsReading(String timestamp, Instant expected, String form) throws Exception {
        device.publish("devices/d/sensor", "{\"timestamp\":" + timestamp + ",\"t\":1}");

        awaitCount("reading", 1);
        assertThat(sql.queryForObject("SELECT ts FROM reading", java.time.OffsetDateTime.class))
                .as(form)
                .isEqualTo(expected.atOffset(java.time.ZoneOffset.UTC));
    }

    @Test
    void theAccountCloses() throws Exception {
        device.publish("devices/d/sensor", "{\"t\":1}");
        device.publish("devices/d/sensor", "{");
        device.publish("devices/d/cmd", "{}");
        awaitCount("dead_letter", 1);

        assertThat(ingest.metric("device_ingest_messages_received_total")).isPositive();
        await().atMost(SOON).untilAsserted(() -> assertThat(ingest.accountGap()).isZero());
    }

    @Test
    void theMetricsSayHowLongTheBrokersCertificateIsValid() {
        assertThat(ingest.metric("device_ingest_certificate_expiry_seconds", "use=\"broker\""))
                .isBetween(86_400.0, 31 * 86_400.0);
    }

    @Test
    void onlyHealthAndMetricsAreExposed() {
        assertThat(ingest.status("/actuator/prometheus")).isEqualTo(200);
        assertThat(ingest.status("/actuator/health/liveness")).isEqualTo(200);
        assertThat(ingest.status("/actuator/env")).isEqualTo(404);
        assertThat(ingest.status("/actuator")).isEqualTo(404);
        assertThat(ingest.status("/")).isEqualTo(404);
    }

    private static int count(String table) {
        Integer count = sql.queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }

    private static void awaitCount(String table, int expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(count(table)).isEqualTo(expected));
    }
}
