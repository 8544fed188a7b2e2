package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The promise on the broker that most sites have, told to write everything down with every change. What it acknowledges
 * last before a crash it may not have written: of that alone the devices expect nothing.
 */
class MosquittoFaultsIT {

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static MosquittoBroker broker;
    private static Proof proof;
    private static BrokerScenarios scenarios;

    @BeforeAll
    static void startEverything() throws Exception {
        Tool.named("mosquitto");
        broker = MosquittoBroker.start(site.files().resolve("broker"), MosquittoBroker.autosave());
        proof = site.add(Proof.start(site.files(), broker, Map.of()));
        scenarios = new BrokerScenarios("Mosquitto, ", proof);
    }

    @Test
    void aRestartLosesNothing() throws Exception {
        scenarios.restart();
    }

    @Test
    void killsLoseNothingThatWasWrittenDown() throws Exception {
        scenarios.kills(broker, 3, 50);
    }

    @Test
    void aKillLosesNothingOfWhatTheProgramHasNotStoredYet() throws Exception {
        scenarios.killWhileTheDatabaseIsLocked(broker);
    }

    @Test
    void resetsLoseNothing() throws Exception {
        scenarios.resets(3, 20);
    }

    @Test
    void killsOfTheProgramLoseNothing() throws Exception {
        scenarios.killsOfTheProgram(1, 50);
    }

    @Test
    void aSubscriptionLeftOverFromEarlierSettingsBringsEverythingTwiceAndItIsStoredOnce() throws Exception {
        scenarios.subscriptionLeftOver(
                () -> assertThat(proof.program().metric("device_ingest_messages_duplicate_total"))
                        .isPositive());
    }
}
