package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However the program ends or is stopped, what was acknowledged is there, once. */
class ProgramFaultsIT {

    private static final Pace PACE = Pace.ofThisRun();

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;
    private static ProgramFaults faults;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files(), Programs.SPARING_PACKET_IDS));
        faults = new ProgramFaults(proof, PACE);
    }

    @Test
    void killsAtRandomMomentsLoseNothing() throws Exception {
        proof.run(faults.killed(PACE.times(5, 200)));
    }

    @Test
    void aKillBetweenCommitAndAcknowledgementStoresNothingTwice() throws Exception {
        proof.run(faults.killedBetweenCommitAndAcknowledgement());
        assertThat(proof.program().metric("device_ingest_messages_duplicate_total"))
                .as("messages that came again although they were committed")
                .isPositive();
    }

    @Test
    void anOrderlyStopUnderLoadEndsInTimeAndLosesNothing() throws Exception {
        proof.run(faults.terminated());
    }

    @Test
    void aProgramThatWasFrozenGoesOnWithoutALoss() throws Exception {
        proof.run(faults.frozen());
    }
}
