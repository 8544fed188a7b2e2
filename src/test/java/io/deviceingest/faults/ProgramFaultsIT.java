package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However the program ends or is stopped, what was acknowledged is there, once. */
class ProgramFaultsIT {

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

    @Test
    void killsAtRandomMomentsLoseNothing() throws Exception {
        proof.run("program killed -9 at random moments", () -> {
            for (int kill = 0; kill < Proof.times(5, 200); kill++) {
                proof.awaitSomeTime(Duration.ofMillis(100), Duration.ofSeconds(1));
                proof.killProgram();
                proof.startProgram();
            }
        });
    }

    @Test
    void aKillBetweenCommitAndAcknowledgementStoresNothingTwice() throws Exception {
        proof.run("program killed -9 between COMMIT and PUBACK", () -> {
            // What is committed from now on is acknowledged to nobody.
            proof.mqttHop().latency(UP, Duration.ofHours(1), Duration.ZERO);
            proof.awaitCommit();
            proof.awaitCommit();
            proof.killProgram();
            proof.mqttHop().reset();
            proof.mqttHop().heal();
            proof.startProgram();
        });
        assertThat(proof.program().metric("device_ingest_messages_duplicate_total"))
                .as("messages that came again although they were committed")
                .isPositive();
    }

    @Test
    void anOrderlyStopUnderLoadEndsInTimeAndLosesNothing() throws Exception {
        proof.run("SIGTERM under load", () -> {
            proof.program().terminate();
            assertThat(proof.program().awaitExit(30)).isTrue();
            proof.startProgram();
        });
    }

    @Test
    void aProgramThatWasFrozenGoesOnWithoutALoss() throws Exception {
        proof.run("SIGSTOP, then SIGCONT", () -> {
            proof.program().pause();
            Proof.lasting(Duration.ofSeconds(7), Duration.ofSeconds(30));
            proof.program().resume();
        });
    }
}
