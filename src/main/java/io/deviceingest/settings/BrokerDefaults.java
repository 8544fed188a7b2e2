package io.deviceingest.settings;

import java.util.List;

/** What is usual for brokers, and what the samples of this program name. */
public final class BrokerDefaults {

    /** The broker of {@code .env.example} and the README. */
    public static final String SAMPLE_HOST = "10.42.0.1";

    public static final int PLAIN_PORT = 1883;

    /** MQTT with TLS as IANA and EMQX's and Mosquitto's samples have it. */
    public static final List<Integer> TLS_PORTS = List.of(8883, 8884, 18883);

    /** Where a broker mostly listens, the most usual first. */
    public static final List<Integer> PORTS = List.of(8883, 1883, 8884, 18883);

    /** With {@code MQTT_TLS=auto}, TLS is on for these alone. */
    static final List<Integer> AUTO_TLS_PORTS = List.of(8883, 18883);

    private BrokerDefaults() {}
}
