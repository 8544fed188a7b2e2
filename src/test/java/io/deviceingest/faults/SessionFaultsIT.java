package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.PackagedProgram;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the session under load, what the broker delivered is stored, once. */
class SessionFaultsIT {

    private static final Pace PACE = Pace.ofThisRun();

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SECONDS_BETWEEN_TRIES = 5;

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
    void aRivalWithTheSameClientIdRaisesNoStormAndLosesNothing() throws Exception {
        // Past the proxy, so that the connections there are those of the first program alone.
        Map<String, String> past =
                Map.of("MQTT_BROKER_PORT", String.valueOf(proof.broker().port()));
        proof.run("client id taken over", () -> {
            int before = proof.mqttHop().connections();
            long began = System.nanoTime();
            try (PackagedProgram rival = proof.startReplica(Proof.CLIENT_ID, past)) {
                PACE.lasting(Duration.ofSeconds(8), Duration.ofMinutes(2));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(proof.mqttHop().connections() - before)
                    .as("tries to connect in " + took)
                    .isBetween(1, (int) took.toSeconds() / SECONDS_BETWEEN_TRIES);
        });
    }

    @Test
    void aSessionThatEndedWhileTheProgramWasAwayIsBegunAnew() throws Exception {
        proof.run("session ended while the program was away", () -> {
            // What devices say before the program is back has no session to wait in: that is outside of the promise.
            proof.devices().pause();
            proof.awaitEverythingStored();
            proof.killProgram();
            proof.endSession();
            proof.startProgram();
            proof.devices().goOn();
        });
    }

    @Test
    void whatWasDeliveredBeforeTheSessionEndedIsStored() throws Exception {
        proof.run("session ended with messages in flight", () -> {
            try (Connection holder = proof.database().holdWriters()) {
                proof.awaitLoad(200);
                proof.devices().pause();
                await("all is delivered")
                        .atMost(SOON)
                        .until(() ->
                                inFlight() > 0 && inFlight() == proof.books().lost());
                proof.mqttHop().refuseConnections();
                proof.mqttHop().reset();
                proof.endSession();
                proof.mqttHop().acceptConnections();
                await("subscribed again")
                        .atMost(SOON)
                        .until(() -> proof.program().metric("device_ingest_mqtt_subscribed") == 1);
                proof.devices().goOn();
                proof.awaitLoad(50);
            }
        });
    }

    @Test
    void aSubscriptionLeftOverFromEarlierSettingsStoresNothingTwice() throws Exception {
        proof.run("subscription left over", () -> {
            proof.killProgram();
            proof.startProgram(Map.of("MQTT_TOPIC", "devices/+/sensor"));
            proof.awaitLoad(300);
        });
        // The others are to have one subscription.
        proof.killProgram();
        proof.endSession();
        proof.startProgram();
    }

    private static double inFlight() {
        return proof.program().metric("device_ingest_messages_in_flight");
    }
}
