package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens between broker and program, every message comes through, once. */
class MqttFaultsIT {

    @TempDir
    static Path files;

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = Proof.start(files);
    }

    @AfterAll
    static void stopEverything() throws Exception {
        proof.close();
    }

    @AfterEach
    void mendTheHop() throws Exception {
        proof.mqttHop().heal();
    }

    @Test
    void resetsLoseNothing() throws Exception {
        proof.run("MQTT hop reset", () -> {
            for (int reset = 0; reset < Proof.times(4, 20); reset++) {
                proof.awaitSomeTime(
                        Duration.ofMillis(Proof.times(500, 1_000)), Duration.ofMillis(Proof.times(2_000, 5_000)));
                proof.mqttHop().reset();
            }
        });
    }

    @Test
    void cutsInTheMiddleOfAPacketLoseNothing() throws Exception {
        proof.run("MQTT hop cut within packets", () -> {
            for (int cut = 0; cut < Proof.times(4, 20); cut++) {
                int before = proof.mqttHop().connections();
                proof.mqttHop()
                        .cutAfter(cut % 2 == 0 ? DOWN : UP, 1 + proof.random().nextInt(3_000));
                proof.awaitConnectionAfter(before);
            }
        });
    }

    @Test
    void aHalfOpenConnectionIsGivenUp() throws Exception {
        proof.run("MQTT hop half-open", () -> {
            proof.mqttHop().silence();
            Proof.lasting(Duration.ofSeconds(6), Duration.ofSeconds(60));
            proof.mqttHop().endSilence();
        });
    }

    @Test
    void segmentsOfOneByteLoseNothing() throws Exception {
        proof.run("MQTT hop sliced", () -> {
            proof.mqttHop().slice(true);
            Proof.lasting(Duration.ofSeconds(3), Duration.ofSeconds(60));
            proof.mqttHop().slice(false);
        });
    }

    @Test
    void aSlowNetworkLosesNothing() throws Exception {
        proof.run("MQTT hop slow", () -> {
            proof.mqttHop().latency(Duration.ofMillis(300), Duration.ofMillis(300));
            proof.mqttHop().bandwidth(16_000);
            Proof.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
            proof.mqttHop().heal();
        });
    }

    @Test
    void aBrokerThatIsRestartedLosesNothing() throws Exception {
        proof.run("broker restarted", () -> {
            proof.broker().stop();
            Proof.lasting(Duration.ofSeconds(2), Duration.ofSeconds(30));
            proof.broker().start();
        });
    }
}
