package io.deviceingest.testkit;

import java.nio.file.Path;
import java.util.Map;

/** A broker of a test's own that speaks MQTT 5 over TLS on 127.0.0.1. */
public interface Broker {

    int port();

    /** The certificate that the broker's own comes from. */
    Path caFile();

    /** The settings that lead the program there. */
    default Map<String, String> settings() {
        return Map.of(
                "MQTT_BROKER_HOST",
                "127.0.0.1",
                "MQTT_BROKER_PORT",
                String.valueOf(port()),
                "MQTT_TLS",
                "on",
                "MQTT_CA_FILE",
                caFile().toAbsolutePath().toString());
    }
}
