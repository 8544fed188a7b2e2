package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.embedded.MosquittoBroker;
import io.deviceingest.embedded.Tool;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise on the broker that most sites have, told to write everything down with every change. What it acknowledges
 * last before a crash it may not have written: of that alone the devices expect nothing.
 */
class MosquittoFaultsIT {

    private static final Pace PACE = Pace.ofThisRun();

    @TempDir
    static Path files;

    private static MosquittoBroker broker;
    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        Tool.named("mosquitto");
        broker = MosquittoBroker.start(files.resolve("broker"), MosquittoBroker.autosave());
        proof = Proof.start(files, broker, Map.of());
    }

    @AfterAll
    static void stopEverything() throws Exception {
        if (proof != null) {
            proof.close();
        }
    }

    @Test
    void aRestartLosesNothing() throws Exception {
        proof.run("Mosquitto restarted", () -> {
            broker.stop();
            PACE.lasting(Duration.ofSeconds(1), Duration.ofSeconds(30));
            broker.start();
        });
    }

    @Test
    void killsLoseNothingThatWasWrittenDown() throws Exception {
        proof.run("Mosquitto killed -9", () -> {
            for (int kill = 0; kill < PACE.times(3, 50); kill++) {
                proof.awaitSomeTime(Duration.ofMillis(300), Duration.ofMillis(900));
                int before = proof.mqttHop().connections();
                proof.mark("killed");
                broker.kill();
                broker.start();
                proof.mark("back");
                proof.awaitConnectionAfter(before);
            }
        });
    }

    @Test
    void aKillLosesNothingOfWhatTheProgramHasNotStoredYet() throws Exception {
        proof.run("Mosquitto killed -9 while the database is locked", () -> {
            try (Connection holder = proof.database().holdWriters()) {
                proof.awaitLoad(200);
                proof.mark("killed");
                broker.kill();
                broker.start();
                proof.awaitLoad(100);
            }
        });
    }

    @Test
    void resetsLoseNothing() throws Exception {
        proof.run("Mosquitto, MQTT hop reset", () -> {
            for (int reset = 0; reset < PACE.times(3, 20); reset++) {
                proof.awaitSomeTime(Duration.ofMillis(300), Duration.ofMillis(1_000));
                proof.mqttHop().reset();
            }
        });
    }

    @Test
    void killsOfTheProgramLoseNothing() throws Exception {
        proof.run("Mosquitto, program killed -9", () -> {
            for (int kill = 0; kill < PACE.times(1, 50); kill++) {
                proof.awaitSomeTime(Duration.ofMillis(100), Duration.ofSeconds(1));
                proof.killProgram();
                proof.startProgram();
            }
        });
    }

    @Test
    void aSubscriptionLeftOverFromEarlierSettingsBringsEverythingTwiceAndItIsStoredOnce() throws Exception {
        proof.run("Mosquitto, subscription left over", () -> {
            proof.killProgram();
            proof.startProgram(Map.of("MQTT_SHARE_GROUP", "ingest"));
            proof.awaitLoad(300);
            assertThat(proof.program().metric("device_ingest_messages_duplicate_total"))
                    .isPositive();
        });
        // The others are to have one subscription.
        proof.killProgram();
        proof.endSession();
        proof.startProgram();
    }
}
