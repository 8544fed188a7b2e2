package io.deviceingest.faults;

import static org.awaitility.Awaitility.await;

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

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path files;

    private static Proof proof;
    private static BrokerScenarios scenarios;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = Proof.start(files);
        scenarios = new BrokerScenarios("", proof);
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
        scenarios.clientIdTakenOver();
    }

    @Test
    void aSessionThatEndedWhileTheProgramWasAwayIsBegunAnew() throws Exception {
        scenarios.sessionEndedWhileTheProgramWasAway();
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
        scenarios.restartWithANewSession(Map.of());
    }

    private static double inFlight() {
        return proof.program().metric("device_ingest_messages_in_flight");
    }
}
