package io.deviceingest.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Five devices that say every second or so what an ESP8266 says: one of them at QoS 0, and one whose messages are
 * broken now and then.
 */
final class SimulatedDevices implements AutoCloseable {

    private static final List<String> NAMES = List.of("esp8266", "greenhouse", "cellar", "roof-qos0", "garage-flaky");
    private static final int BROKEN_ONE_IN = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Device voice;

    private SimulatedDevices(Device voice) {
        this.voice = voice;
    }

    static SimulatedDevices start(Broker broker) throws Exception {
        SimulatedDevices devices = new SimulatedDevices(new Device(broker, "simulated-devices"));
        for (String name : NAMES) {
            devices.voice.publish(
                    "devices/" + name + "/status", "{\"status\":\"online\",\"device_id\":\"" + name + "\"}");
            devices.timer.scheduleAtFixedRate(() -> devices.sayReading(name), 0, 1, TimeUnit.SECONDS);
            devices.timer.scheduleAtFixedRate(() -> devices.sayHeartbeat(name), 2, 15, TimeUnit.SECONDS);
        }
        return devices;
    }

    private void sayReading(String name) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long now = Instant.now().getEpochSecond();
        String reading = String.format(
                Locale.ROOT,
                "{\"device_id\":\"%s\",\"timestamp\":%d,\"temperature\":%.1f,\"humidity\":%.1f,\"voltage\":%.2f,"
                        + "\"battery\":%.1f,\"status\":{\"wifi\":\"connected\",\"mqtt\":\"connected\",\"uptime\":%d}}",
                name,
                now,
                random.nextDouble(18, 28),
                random.nextDouble(40, 70),
                random.nextDouble(3.2, 3.4),
                random.nextDouble(60, 100),
                now);
        boolean broken = name.endsWith("flaky") && random.nextInt(BROKEN_ONE_IN) == 0;
        publish(name, "sensor", broken ? reading.substring(0, reading.length() / 2) : reading);
    }

    private void sayHeartbeat(String name) {
        long now = Instant.now().getEpochSecond();
        publish(
                name,
                "heartbeat",
                "{\"device_id\":\"" + name + "\",\"timestamp\":" + now + ",\"uptime\":" + now
                        + ",\"heap\":50000,\"rssi\":-45}");
    }

    private void publish(String name, String suffix, String payload) {
        try {
            int qos = name.endsWith("qos0") ? 0 : 1;
            voice.publish("devices/" + name + "/" + suffix, payload.getBytes(StandardCharsets.UTF_8), qos, false);
        } catch (MqttException e) {
            // The broker is on its way down; a device would try again with its next reading.
            timer.shutdown();
        }
    }

    @Override
    public void close() throws MqttException {
        timer.shutdownNow();
        voice.close();
    }
}
