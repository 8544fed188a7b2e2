package io.deviceingest.doctor;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A program that hears nothing says by itself why, in the doctor's words. */
@ExtendWith(OutputCaptureExtension.class)
class SelfDiagnosisIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase();

    @Test
    void theCheckThatFailsIsReportedWithWhatToTry(CapturedOutput output) {
        site.start(Map.of("MQTT_CLIENT_ID", "plain", "DOCTOR_AFTER", "2s", "MQTT_TLS", "off"));

        await().untilAsserted(() -> assertThat(doctorsWords(output))
                .contains("broker TLS: 127.0.0.1:" + site.broker().port()
                        + " speaks TLS, but MQTT_TLS is off here; try: set MQTT_TLS=on"));
    }

    @Test
    void aSilenceWithoutAFaultIsReportedUntilTheFirstMessageComes(CapturedOutput output) {
        site.start(Map.of("MQTT_CLIENT_ID", "silent", "DOCTOR_AFTER", "2s"));

        await().untilAsserted(() -> assertThat(doctorsWords(output))
                .contains("No message has come for 2 s, and neither broker nor database has a fault; try:")
                .contains("doctor --device"));
    }

    @Test
    void aProgramThatHearsDevicesIsLeftInPeace(CapturedOutput output) throws Exception {
        MqttConnectionOptions durable = new MqttConnectionOptions();
        durable.setSessionExpiryInterval(3_600L);
        try (Device earlier = new Device(site.broker(), "hearing", durable)) {
            earlier.subscribe("devices/+/#");
        }
        site.device().publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
        Ingest ingest = site.start(Map.of("MQTT_CLIENT_ID", "hearing", "DOCTOR_AFTER", "5s"));
        await().until(() -> ingest.metric("device_ingest_messages_received_total") == 1);
        // Nothing, unless the start alone took longer than that.
        String before = doctorsWords(output);

        await().during(Duration.ofSeconds(7)).until(() -> doctorsWords(output).equals(before));
    }

    /** The lines with the doctor's mark. */
    private static String doctorsWords(CapturedOutput output) {
        return String.join(
                "\n",
                output.getOut()
                        .lines()
                        .filter(line -> line.contains("[DOCTOR] "))
                        .toList());
    }
}
