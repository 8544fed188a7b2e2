package io.deviceingest.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which device and which suffix a topic names. */
class DeviceTopicTest {

    @ParameterizedTest
    @CsvSource({
        "devices/+/#,        devices/d/sensor,      d, sensor",
        "devices/+/#,        devices/d/a/b,         d, a/b",
        "devices/+/#,        devices/d,             ,",
        "devices/+/#,        devices//sensor,       ,",
        "zigbee2mqtt/+,      zigbee2mqtt/lamp,      lamp, ''",
        "zigbee2mqtt/+,      zigbee2mqtt/,          ,",
        "+/events/rpc,       shelly/events/rpc,     shelly, events/rpc",
        "site/a/+/+/sensor,  site/a/d/x/sensor,     d, x/sensor"
    })
    void theDeviceStandsAtTheFirstPlusOfTheFilter(String filter, String topic, String deviceId, String suffix) {
        assertThat(DeviceTopic.of(topic, List.of(filter))).isEqualTo(new DeviceTopic(deviceId, suffix));
    }

    @Test
    void anIdThatIsTooLongOrNotPrintableIsNoId() {
        assertThat(DeviceTopic.of("devices/" + "x".repeat(129) + "/sensor", List.of("devices/+/#"))
                        .deviceId())
                .isNull();
        assertThat(DeviceTopic.of("devices/a\u0007b/sensor", List.of("devices/+/#"))
                        .deviceId())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "devices/+/#,      devices/d/sensor, true",
        "devices/+/#,      devices/d,        true",
        "devices/+/sensor, devices/d/sensor, true",
        "devices/+/sensor, devices/d/status, false",
        "devices/+/sensor, devices/d,        false",
        "#,                devices/d,        true",
        "#,                $SYS/uptime,      false"
    })
    void filtersMatchAsTheSpecificationSays(String filter, String topic, boolean matches) {
        assertThat(DeviceTopic.matches(filter, topic)).isEqualTo(matches);
    }
}
