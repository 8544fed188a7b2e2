package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.BrokerSettings;
import io.deviceingest.settings.IntakeLimits;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.SessionSettings;
import io.deviceingest.settings.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The defaults, but for what a test is about. */
public final class SampleSettings {

    private SampleSettings() {}

    public static MqttSettings withTls(boolean tls) {
        return settings("broker.example", 8883, tls, null, List.of("devices/+/#"), "");
    }

    static MqttSettings of(List<String> topics, String shareGroup) {
        return settings("broker.example", 8883, true, null, topics, shareGroup);
    }

    public static MqttSettings plainAt(String host, int port) {
        return settings(host, port, false, null, List.of("devices/+/#"), "");
    }

    public static MqttSettings withCaFile(Path caFile) {
        return settings("broker.example", 8883, true, caFile, List.of("devices/+/#"), "");
    }

    /** What no rule lets through: whoever connects with it gets an exception that nobody expects. */
    public static MqttSettings impossible() {
        return settings("127.0.0.1", 1, null, false, null, List.of("devices/+/#"), "");
    }

    private static MqttSettings settings(
            String host, int port, boolean tls, Path caFile, List<String> topics, String shareGroup) {
        return settings(host, port, "", tls, caFile, topics, shareGroup);
    }

    private static MqttSettings settings(
            String host, int port, String username, boolean tls, Path caFile, List<String> topics, String shareGroup) {
        return new MqttSettings(
                new BrokerSettings(host, port, username, ""),
                new TlsSettings(tls, caFile, null, null, true),
                new SessionSettings(
                        "device-ingest", topics, 1, shareGroup, Duration.ofHours(24), Duration.ofSeconds(15)),
                new IntakeLimits(2000, 4 * 1024 * 1024, 256 * 1024));
    }
}
