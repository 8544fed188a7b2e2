package io.deviceingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes with subscriptions of their own, beside that of MQTT_TOPIC, on a real broker and a real database. */
class DialectsIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path files;

    @Test
    void everyDialectThatIsSwitchedOnIsSubscribedToStoredAndAccountedFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"));
                EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
                Ingest ingest = Ingest.start(
                        broker,
                        database,
                        Map.of("routes.dialects", "tasmota, zigbee2mqtt,shelly,homie,home-assistant"))) {
            await().atMost(SOON).until(ingest::isReady);
            try (Device device = new Device(broker, "device")) {
                device.publish("devices/own/sensor", "{\"t\":1}");
                device.publish("tele/plug/SENSOR", "{\"DHT11\":{\"Temperature\":23.0}}");
                device.publish("zigbee2mqtt/door", "{\"contact\":true}");
                device.publish("zigbee2mqtt/door/availability", "{\"state\":\"offline\"}");
                device.publish("relay/online", "true");
                device.publish("homie/car/engine/temperature", "21.5");
                device.publish("homeassistant/sensor/plug/config", "{\"name\":\"plug\"}");
                device.publish("tele/plug/LWT", "Sometimes");
                device.publish("tele//STATE", "{\"UptimeSec\":1}");
                device.publish("zigbee2mqtt/", "{\"contact\":true}");
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(database.sql()
                                    .queryForList(
                                            "SELECT concat_ws(' ', topic, reason) FROM dead_letter", String.class))
                            .containsExactlyInAnyOrder(
                                    "tele/plug/LWT unmappable",
                                    "tele//STATE unknown-topic",
                                    "zigbee2mqtt/ unknown-topic"));

            assertThat(database.sql()
                            .queryForList(
                                    "SELECT device_id || ' ' || metric_type || ' ' || value FROM device_metrics",
                                    String.class))
                    .containsExactlyInAnyOrder(
                            "own t 1", "plug DHT11.Temperature 23", "door contact 1", "car engine.temperature 21.5");
            assertThat(database.sql().queryForList("SELECT device_id || ' ' || status FROM device", String.class))
                    .containsExactlyInAnyOrder(
                            "own online", "plug online", "door offline", "relay online", "car online");
        }
    }
}
