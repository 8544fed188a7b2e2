package io.deviceingest.mqtt;

import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.util.List;

/** The defaults, but for what a test is about. */
final class SampleSettings {

    private SampleSettings() {}

    static MqttSettings withTls(boolean tls) {
        return settings(tls, List.of("devices/+/#"), "");
    }

    static MqttSettings of(List<String> topics, String shareGroup) {
        return settings(true, topics, shareGroup);
    }

    private static MqttSettings settings(boolean tls, List<String> topics, String shareGroup) {
        return new MqttSettings(
                "broker.example",
                8883,
                "",
                "",
                "device-ingest",
                tls,
                null,
                null,
                null,
                true,
                topics,
                1,
                shareGroup,
                Duration.ofHours(24),
                2000,
                Duration.ofSeconds(15),
                4 * 1024 * 1024,
                256 * 1024);
    }
}
