package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.PackagedProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that hears nothing says by itself why, in the doctor's words. */
class SelfDiagnosisIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path files;

    private static EmbeddedBroker broker;
    private static EmbeddedDatabase database;

    @BeforeAll
    static void startParts() throws Exception {
        broker = EmbeddedBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
    }

    @AfterAll
    static void stopParts() throws Exception {
        broker.close();
        database.close();
    }

    @Test
    void theCheckThatFailsIsSaidWithWhatToTry() throws Exception {
        try (PackagedProgram program = start("plain.log", Map.of("MQTT_TLS", "off"))) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(doctorsWords(program))
                            .contains("broker TLS: 127.0.0.1:" + broker.port()
                                    + " speaks TLS, but MQTT_TLS is off here; try: set" + " MQTT_TLS=on"));
        }
    }

    @Test
    void aSilenceWithoutAFaultIsSaidUntilTheFirstMessageComes() throws Exception {
        try (PackagedProgram program = start("silent.log", Map.of("MQTT_CLIENT_ID", "silent"))) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(doctorsWords(program))
                            .contains("No message has come for 2 s, and neither broker nor database has a fault; try:")
                            .contains("doctor --device"));
        }
    }

    @Test
    void aProgramThatHearsDevicesIsLeftInPeace() throws Exception {
        try (PackagedProgram program =
                        start("hearing.log", Map.of("MQTT_CLIENT_ID", "hearing", "DOCTOR_AFTER", "20s"));
                Device device = new Device(broker, "esp8266")) {
            await().atMost(SOON).ignoreExceptions().until(program::isReady);
            device.publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
            await().during(Duration.ofSeconds(22))
                    .atMost(SOON)
                    .until(() -> doctorsWords(program).isEmpty());
        }
    }

    private static PackagedProgram start(String log, Map<String, String> own) throws IOException {
        Map<String, String> settings = new HashMap<>(PackagedProgram.settings(broker, database));
        settings.put("DOCTOR_AFTER", "2s");
        settings.putAll(own);
        return PackagedProgram.start(files.resolve(log), settings);
    }

    /** The lines with the doctor's mark. */
    private static String doctorsWords(PackagedProgram program) throws IOException {
        return String.join(
                "\n",
                program.output()
                        .lines()
                        .filter(line -> line.contains("[DOCTOR] "))
                        .toList());
    }
}
