package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deviceingest.testkit.HiveMqBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.TestSite;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The promise on HiveMQ Community Edition, with its limits as they are shipped but for the queue of a client, which takes
 * all that waits. Only in a soak run.
 */
class HiveMqFaultsIT {

    private static final Logger LOG = LoggerFactory.getLogger(HiveMqFaultsIT.class);
    private static final Pace PACE = Pace.ofThisRun();
    /** It sends the next fifty messages when the last of fifty is acknowledged: what has waited takes its time. */
    private static final Duration DRAIN = Duration.ofMinutes(5);

    private static final String ONLY_IN_A_SOAK_RUN = "HiveMQ, a hundred megabytes of jars, is there with -Psoak alone";

    private static final Map<String, String> SHARED = Map.of("MQTT_SHARE_GROUP", "ingest");

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static HiveMqBroker broker;
    private static Proof proof;
    private static BrokerScenarios scenarios;

    @BeforeAll
    static void startEverything() throws Exception {
        if (PACE != Pace.AS_WRITTEN) {
            LOG.warn("Skipped, because {}", ONLY_IN_A_SOAK_RUN);
        }
        assumeTrue(PACE == Pace.AS_WRITTEN, ONLY_IN_A_SOAK_RUN);
        broker = HiveMqBroker.start(site.files().resolve("broker"));
        proof = site.add(Proof.start(site.files(), broker, Map.of()));
        proof.drainWithin(DRAIN);
        scenarios = new BrokerScenarios("HiveMQ, ", proof);
    }

    @Test
    void aRestartLosesNothing() throws Exception {
        scenarios.restart();
    }

    @Test
    void killsLoseNothing() throws Exception {
        scenarios.kills(broker, 3, 10);
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
        scenarios.killsOfTheProgram(1, 20);
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
    void aSubscriptionLeftOverFromEarlierSettingsStoresNothingTwice() throws Exception {
        scenarios.subscriptionLeftOver(() -> {});
    }

    @Test
    void aReplicaThatIsGoneLeavesItsShareToTheOther() throws Exception {
        scenarios.restartWithANewSession(SHARED);
        proof.run("HiveMQ, one of two replicas killed -9 and gone", () -> {
            try (PackagedProgram second = proof.startReplica("device-ingest-2", SHARED);
                    Connection holder = proof.database().holdWriters()) {
                // One member that keeps up may be given everything.
                awaitSoon("both hold messages", () -> inFlight(second) > 0 && inFlight(proof.program()) > 0);
                proof.devices().pause();
                second.close();
            }
            proof.devices().goOn();
            // It never comes back, and its session lives for a day: the books close all the same.
            proof.awaitLoad(300);
        });
        scenarios.restartWithANewSession(Map.of());
    }

    private static void awaitSoon(String what, BooleanSupplier condition) {
        await(what).until(condition::getAsBoolean);
    }

    private static double inFlight(PackagedProgram program) {
        return program.metric("device_ingest_messages_in_flight");
    }
}
