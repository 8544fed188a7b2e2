package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of each form of message, from a device over a broker with TLS to the tables. */
class MessageToRowIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase().withProgram(Map.of());

    private static final Tables tables = site.tables();

    private static Device device;

    @BeforeAll
    static void connectDevice() throws Exception {
        device = site.device();
    }

    @Test
    void aSensorMessageBecomesSevenMetricsAndMakesTheDeviceOnline() throws Exception {
        device.publish("devices/esp8266/sensor", """
                {"device_id":"esp8266","timestamp":%d,"temperature":25.5,"humidity":60.0,"voltage":3.3,"battery":85.0,
                 "status":{"wifi":"connected","mqtt":"connected","uptime":1762254901}}""".formatted(Instant.now().getEpochSecond()));

        tables.awaitCount("device_metrics", 7);
        assertThat(tables.texts("SELECT metric_type FROM device_metrics ORDER BY 1"))
                .containsExactly(
                        "battery", "humidity", "mqtt_status", "temperature", "uptime", "voltage", "wifi_status");
        assertThat(tables.text("SELECT status FROM device")).isEqualTo("online");
    }

    @Test
    void aHeartbeatBecomesAttributesAndKeepsThoseThatItDoesNotName() throws Exception {
        device.publish("devices/d/heartbeat", "{\"uptime\":1,\"heap\":50000}");
        device.publish("devices/d/heartbeat", "{\"uptime\":2,\"rssi\":-45}");

        await().untilAsserted(() -> assertThat(tables.texts("SELECT attributes::text FROM device"))
                .containsExactly("{\"heap\": 50000, \"rssi\": -45, \"uptime\": 2}"));
        assertThat(tables.count("reading")).isZero();
    }

    @Test
    void everyChangeOfStatusIsAnEventAlsoWithinOneBatch() throws Exception {
        device.publish("devices/d/status", "{\"status\":\"online\",\"device_id\":\"d\"}");
        device.publish("devices/d/status", "offline");
        device.publish("devices/d/status", "online");
        device.publish("devices/d/sensor", "{\"t\":1}");

        tables.awaitCount("reading", 1);
        assertThat(tables.texts("SELECT status FROM device_event ORDER BY at"))
                .containsExactly("online", "offline", "online");
    }

    @Test
    void aLastWillTurnsTheDeviceOffline() throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        MqttMessage will = new MqttMessage("{\"status\":\"offline\"}".getBytes(StandardCharsets.UTF_8));
        will.setQos(1);
        options.setWill("devices/mortal/status", will);
        Device mortal = new Device(site.broker(), "mortal", options);
        mortal.publish("devices/mortal/sensor", "{\"t\":1}");
        tables.awaitCount("reading", 1);

        site.broker().failConnectionOf("mortal");

        await().untilAsserted(() ->
                assertThat(tables.text("SELECT status FROM device")).isEqualTo("offline"));
    }

    @Test
    void aReadingThatComesTwiceIsStoredOnceAndAnotherOneOfTheSameSecondIsKept() throws Exception {
        String reading = "{\"timestamp\":" + Instant.now().getEpochSecond() + ",\"t\":1}";
        double duplicates = site.program().metric("device_ingest_messages_duplicate_total");
        device.publish("devices/d/sensor", reading);
        device.publish("devices/d/data", reading);
        device.publish("devices/d/sensor", reading.replace("\"t\":1", "\"t\":2"));

        tables.awaitCount("reading", 2);
        await().until(() -> site.program().metric("device_ingest_messages_duplicate_total") == duplicates + 1);
        assertThat(tables.count("reading")).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            devices/d/sensor | {broken                        | invalid-json       | not JSON
            devices/d/sensor | ` `                            | invalid-json       | a payload of one blank
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

        tables.awaitCount("dead_letter", 1);
        Map<String, Object> letter = tables.sql().queryForMap("SELECT * FROM dead_letter");
        assertThat(letter).containsEntry("topic", topic).containsEntry("reason", reason);
        assertThat((byte[]) letter.get("payload"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(payload);
        assertThat(letter.get("error")).as(why).isNotNull();
        assertThat(tables.count("device")).isZero();
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

        tables.awaitCount("dead_letter", 1);
        Map<String, Object> letter =
                tables.sql().queryForMap("SELECT payload, user_properties ->> 'firmware' AS firmware FROM dead_letter");
        assertThat((byte[]) letter.get("payload")).isEqualTo(bytes);
        assertThat(letter).containsEntry("firmware", "1.2");
    }

    @Test
    void aPayloadOverTheLimitIsADeadLetterWithItsFirstBytes() throws Exception {
        device.publish("devices/d/sensor", "x".repeat(2_000_000));

        tables.awaitCount("dead_letter", 1);
        assertThat(tables.sql().queryForMap("SELECT reason, length(payload) AS length FROM dead_letter"))
                .containsEntry("reason", "payload-too-large")
                .containsEntry("length", 256 * 1024);
    }

    @Test
    void nestingOfTenThousandIsADeadLetterAndTheStreamGoesOn() throws Exception {
        device.publish("devices/d/sensor", "[".repeat(10_000));
        device.publish("devices/d/sensor", "{\"t\":1}");

        tables.awaitCount("dead_letter", 1);
        tables.awaitCount("reading", 1);
    }

    @Test
    void messagesForDevicesAreIgnoredAndCounted() throws Exception {
        double ignored = site.program().metric("device_ingest_messages_ignored_total");
        device.publish("devices/d/control", "{}");
        device.publish("devices/d/command", "{}");
        device.publish("devices/d/cmd", "{}");

        await().until(() -> site.program().metric("device_ingest_messages_ignored_total") == ignored + 3);
        assertThat(tables.count("dead_letter")).isZero();
    }

    @Test
    void aDeviceIdWithQuotesIsJustAName() throws Exception {
        String name = "a\"b'); DROP TABLE device; --";
        device.publish("devices/" + name + "/sensor", "{\"t\":1}");

        tables.awaitCount("reading", 1);
        assertThat(tables.texts("SELECT device_id FROM device")).containsExactly(name);
    }

    @Test
    void aDeviceAtQos0IsStoredWhileAllIsWell() throws Exception {
        device.publish("devices/d/sensor", "{\"t\":1}".getBytes(StandardCharsets.UTF_8), 0, false);

        tables.awaitCount("reading", 1);
    }

    @Test
    void aTopicOfTenKilobytesIsADeadLetterUnderItsWholeName() throws Exception {
        String topic = "devices/d/" + "x".repeat(10_000);
        device.publish(topic, "{}");

        tables.awaitCount("dead_letter", 1);
        assertThat(tables.text("SELECT topic FROM dead_letter")).isEqualTo(topic);
    }

    @Test
    void aHeartbeatAndASensorMessageInOneBatchAreBothKept() throws Exception {
        device.publish("devices/d/heartbeat", "{\"heap\":50000}");
        device.publish("devices/d/sensor", "{\"t\":1}");

        tables.awaitCount("reading", 1);
        assertThat(tables.text("SELECT attributes::text FROM device")).isEqualTo("{\"heap\": 50000}");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1762254901000                    | 2025-11-04T11:15:01Z | milliseconds
            "2025-11-04T12:15:01+01:00"      | 2025-11-04T11:15:01Z | ISO 8601
            """)
    void theDevicesTimeIsTheTimeOfItsReading(String timestamp, Instant expected, String form) throws Exception {
        device.publish("devices/d/sensor", "{\"timestamp\":" + timestamp + ",\"t\":1}");

        tables.awaitCount("reading", 1);
        assertThat(tables.sql().queryForObject("SELECT ts FROM reading", java.time.OffsetDateTime.class))
                .as(form)
                .isEqualTo(expected.atOffset(java.time.ZoneOffset.UTC));
    }

    @Test
    void theAccountCloses() throws Exception {
        device.publish("devices/d/sensor", "{\"t\":1}");
        device.publish("devices/d/sensor", "{");
        device.publish("devices/d/cmd", "{}");
        tables.awaitCount("dead_letter", 1);

        assertThat(site.program().metric("device_ingest_messages_received_total"))
                .isPositive();
        await().untilAsserted(() -> assertThat(site.program().accountGap()).isZero());
    }

    @Test
    void theMetricsSayHowLongTheBrokersCertificateIsValid() {
        assertThat(site.program().metric("device_ingest_certificate_expiry_seconds", "use=\"broker\""))
                .isBetween(86_400.0, 31 * 86_400.0);
    }

    @Test
    void onlyHealthAndMetricsAreExposed() {
        assertThat(site.program().status("/actuator/prometheus")).isEqualTo(200);
        assertThat(site.program().status("/actuator/health/liveness")).isEqualTo(200);
        assertThat(site.program().status("/actuator/env")).isEqualTo(404);
        assertThat(site.program().status("/actuator")).isEqualTo(404);
        assertThat(site.program().status("/")).isEqualTo(404);
    }
}
