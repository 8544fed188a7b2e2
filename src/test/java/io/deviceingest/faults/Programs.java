package io.deviceingest.faults;

import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.PackagedProgram;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Starts the packaged program, as often as it is asked to, with the way through both proxies in its settings. */
final class Programs {

    /**
     * For scenarios with many connections: Artemis 2.44 never gives back the packet ids of what was unacknowledged when
     * a connection ended, so that it has none of its 65,535 left after some thirty connections with 2,000 each.
     */
    static final Map<String, String> SPARING_PACKET_IDS = Map.of("MQTT_RECEIVE_MAXIMUM", "300");

    private final Path logs;
    private final Map<String, String> settings;
    private final int heapMebibytes;
    private int started;

    Programs(Path logs, Broker broker, FaultProxy mqttHop, FaultProxy databaseHop, int heapMebibytes) {
        this.logs = logs;
        this.heapMebibytes = heapMebibytes;
        settings = new HashMap<>(Map.of(
                "MQTT_BROKER_HOST",
                "127.0.0.1",
                "MQTT_BROKER_PORT",
                String.valueOf(mqttHop.port()),
                "MQTT_TLS",
                "on",
                "MQTT_CA_FILE",
                broker.caFile().toString(),
                "DB_URL",
                "jdbc:postgresql://127.0.0.1:" + databaseHop.port() + "/postgres",
                "DB_USERNAME",
                Proof.ROLE,
                "DB_PASSWORD",
                Proof.PASSWORD));
        // Short, so that what takes minutes in production takes seconds here.
        settings.putAll(Map.of(
                "MQTT_KEEP_ALIVE", "3s",
                "DB_CONNECT_TIMEOUT", "2s",
                "DB_SOCKET_TIMEOUT", "3s",
                "DB_STATEMENT_TIMEOUT", "2s",
                "DB_LOCK_TIMEOUT", "1s",
                "DB_POOL_TIMEOUT", "1s"));
    }

    /** Changes the settings of all that are started from now on. */
    void set(Map<String, String> changed) {
        settings.putAll(changed);
    }

    /** Starts one with some settings of its own; it is ready when this returns. */
    PackagedProgram start(String clientId, Map<String, String> own) throws Exception {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("MQTT_CLIENT_ID", clientId);
        environment.putAll(own);
        PackagedProgram program = PackagedProgram.start(
                logs.resolve("program-" + ++started + ".log"), environment, "-Xmx" + heapMebibytes + "m");
        try {
            program.awaitReady();
        } catch (IllegalStateException e) {
            program.close();
            throw e;
        }
        return program;
    }
}
