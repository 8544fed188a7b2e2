package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.await;

import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever happens to the session under load, what the broker delivered is stored, once. */
class SessionFaultsIT {

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;
    private static BrokerScenarios scenarios;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files()));
        scenarios = new BrokerScenarios("", proof);
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
    void aSessionThatEndedWhileTheProgramWasAwayStartsAgain() throws Exception {
        scenarios.sessionEndedWhileTheProgramWasAway();
    }

    @Test
    void whatWasDeliveredBeforeTheSessionEndedIsStored() throws Exception {
        proof.run("session ended with messages in flight", () -> {
            try (Connection holder = proof.database().holdWriters()) {
                proof.awaitLoad(200);
                proof.devices().pause();
                await("all is delivered")
                        .until(() ->
                                inFlight() > 0 && inFlight() == proof.books().lost());
                proof.mqttHop().refuseConnections();
                proof.mqttHop().reset();
                proof.endSession();
                proof.mqttHop().acceptConnections();
                await("subscribed again").until(() -> proof.program().metric("device_ingest_mqtt_subscribed") == 1);
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
