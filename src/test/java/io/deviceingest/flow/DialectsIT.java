package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Routes with subscriptions of their own, beside that of MQTT_TOPIC, on a real broker and a real database. */
class DialectsIT {

    @RegisterExtension
    final TestSite site = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of("ROUTES_DIALECTS", "tasmota, zigbee2mqtt,shelly,homie,home-assistant"));

    private final Tables tables = site.tables();

    @Test
    void everyDialectThatIsSwitchedOnIsSubscribedToStoredAndAccountedFor() throws Exception {
        Device device = site.device();
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

        await().untilAsserted(() -> assertThat(tables.texts("SELECT concat_ws(' ', topic, reason) FROM dead_letter"))
                .containsExactlyInAnyOrder(
                        "tele/plug/LWT unmappable", "tele//STATE unknown-topic", "zigbee2mqtt/ unknown-topic"));
        assertThat(tables.texts("SELECT device_id || ' ' || metric_type || ' ' || value FROM device_metrics"))
                .containsExactlyInAnyOrder(
                        "own t 1", "plug DHT11.Temperature 23", "door contact 1", "car engine.temperature 21.5");
        assertThat(tables.texts("SELECT device_id || ' ' || status FROM device"))
                .containsExactlyInAnyOrder("own online", "plug online", "door offline", "relay online", "car online");
    }
}
