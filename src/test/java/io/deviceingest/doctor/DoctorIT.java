package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the doctor is used: its options, its exit codes, and its two forms of output. */
class DoctorIT {

    @TempDir
    Path folder;

    @Test
    void whatIsRefusedAtStartIsAFailureWithWhatToTry() throws Exception {
        DoctorRun run = DoctorRun.in(folder, Map.of(), "--offline");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .containsPattern("(?m)^FAIL  setting MQTT_BROKER_HOST +MQTT_BROKER_HOST must be set")
                .containsPattern("(?m)^ +try: copy the CA certificate of your broker there");
    }

    @Test
    void machinesGetAnObjectPerLine() throws Exception {
        DoctorRun run = DoctorRun.here(Map.of("MQTT_TLS", "perhaps"), "--offline", "--json");

        JsonNode first =
                new ObjectMapper().readTree(run.output().lines().findFirst().orElseThrow());
        assertThat(first.fieldNames()).toIterable().contains("verdict", "what", "detail");
        JsonNode last = new ObjectMapper()
                .readTree(run.output().lines().reduce((one, next) -> next).orElseThrow());
        assertThat(last.path("FAIL").asInt()).isPositive();
    }

    @Test
    void wrongUsageSaysHowItIsUsed() throws Exception {
        DoctorRun run = DoctorRun.here(Map.of(), "--bogus");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("Unknown option: '--bogus'").contains("--offline");
    }

    @Test
    void theProgramSaysItsVersion() throws Exception {
        DoctorRun run = DoctorRun.ofProgram(folder, "--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).matches("device-ingest \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void withoutConnectionsNobodyCanBeListenedTo() throws Exception {
        DoctorRun run = DoctorRun.here(Map.of(), "--offline", "--device", "esp8266");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("--offline makes no connection, but --device and --probe need one");
    }
}
