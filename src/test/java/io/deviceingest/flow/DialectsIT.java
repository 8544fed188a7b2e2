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

    private static final String METRICS = """
            own t 1
            plug DHT11.Temperature 23
            door contact 1
            car engine.temperature 21.5
            relay switch:0.output 1
            bus engine.temperature 22
            shelly1-B929CC relay.0 on
            livingroom sensor.room_temperature 21
            dev1 lux 3
            0102030405060708 lux 4
            boiler bar 1
            boiler bar 2
            Device A bar 3
            jane/phone lat 48.8
            45E174126E00 rssi -89
            45E174126E00 gateway gate
            Nexus-TH/42 humidity 83
            """;

    private static final String STATUSES = """
            own online
            plug online
            door offline
            relay online
            car online
            bus offline
            shelly1-B929CC online
            livingroom offline
            dev1 online
            0102030405060708 online
            boiler online
            Device A online
            jane/phone online
            45E174126E00 online
            gate offline
            Nexus-TH/42 online
            """;

    @RegisterExtension
    final TestSite site = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of(
                    "ROUTES_DIALECTS",
                    "tasmota, zigbee2mqtt,shelly,shelly-gen1,homie,esphome,the-things-stack,chirpstack,thingsboard,"
                            + "owntracks,openmqttgateway,rtl-433,home-assistant"));

    private final Tables tables = site.tables();

    @Test
    void everyDialectThatIsSwitchedOnIsSubscribedToStoredAndAccountedFor() throws Exception {
        Device device = site.device();
        publishReadings(device);
        // A broker keeps the order of a topic (MQTT 5, 4.6), not that of two subscriptions: what follows a reading
        // waits for it.
        await().untilAsserted(() -> assertThat(
                        tables.texts("SELECT concat_ws(' ', device_id, metric_type, coalesce(value::text, text_value))"
                                + " FROM device_metrics"))
                .containsExactlyInAnyOrderElementsOf(METRICS.lines().toList()));

        publishStatuses(device);
        publishWhatIsIgnored(device);
        publishWhatBecomesDeadLetters(device);

        await().untilAsserted(() -> assertThat(tables.texts("SELECT concat_ws(' ', topic, reason) FROM dead_letter"))
                .containsExactlyInAnyOrder(
                        "tele/plug/LWT unmappable", "tele//STATE unknown-topic", "zigbee2mqtt/ unknown-topic"));
        await().untilAsserted(() -> assertThat(tables.texts("SELECT device_id || ' ' || status FROM device"))
                .containsExactlyInAnyOrderElementsOf(STATUSES.lines().toList()));
    }

    private static void publishReadings(Device device) throws Exception {
        device.publish("devices/own/sensor", "{\"t\":1}");
        device.publish("tele/plug/SENSOR", "{\"DHT11\":{\"Temperature\":23.0}}");
        device.publish("zigbee2mqtt/door", "{\"contact\":true}");
        device.publish("homie/car/engine/temperature", "21.5");
        device.publish("relay/status/switch:0", "{\"output\":true}");
        device.publish("homie/5/bus/engine/temperature", "22");
        device.publish("shellies/shelly1-B929CC/relay/0", "on");
        device.publish("livingroom/sensor/room_temperature/state", "21");
        device.publish(
                "v3/app1/devices/dev1/up",
                "{\"end_device_ids\":{\"device_id\":\"dev1\"},\"uplink_message\":{\"decoded_payload\":{\"lux\":3}}}");
        device.publish(
                "application/1/device/0102030405060708/event/up",
                "{\"deviceInfo\":{\"devEui\":\"0102030405060708\"},\"object\":{\"lux\":4}}");
        device.publish("v1/devices/boiler/telemetry", "[{\"values\":{\"bar\":1}},{\"values\":{\"bar\":2}}]");
        device.publish("v1/gateway/telemetry", "{\"Device A\":[{\"values\":{\"bar\":3}}]}");
        device.publish("owntracks/jane/phone", "{\"_type\":\"location\",\"lat\":48.8}");
        device.publish("home/gate/BTtoMQTT/45E174126E00", "{\"rssi\":-89}");
        device.publish("rtl_433/raspi/events", "{\"model\":\"Nexus-TH\",\"id\":42,\"humidity\":83}");
    }

    private static void publishStatuses(Device device) throws Exception {
        device.publish("zigbee2mqtt/door/availability", "{\"state\":\"offline\"}");
        device.publish("relay/online", "true");
        device.publish("homie/5/bus/$state", "lost");
        device.publish("livingroom/status", "offline");
        device.publish("home/gate/LWT", "Offline");
    }

    private static void publishWhatIsIgnored(Device device) throws Exception {
        device.publish("homeassistant/sensor/plug/config", "{\"name\":\"plug\"}");
        device.publish("homeassistant/status", "online");
    }

    private static void publishWhatBecomesDeadLetters(Device device) throws Exception {
        device.publish("tele/plug/LWT", "Sometimes");
        device.publish("tele//STATE", "{\"UptimeSec\":1}");
        device.publish("zigbee2mqtt/", "{\"contact\":true}");
    }
}
