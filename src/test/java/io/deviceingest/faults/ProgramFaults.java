package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.faults.Fault.Part;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen to the program itself. */
final class ProgramFaults {

    private final Proof proof;
    private final Pace pace;

    ProgramFaults(Proof proof, Pace pace) {
        this.proof = proof;
        this.pace = pace;
    }

    /** Those after which it is another process. */
    List<Fault> ends() {
        return List.of(killed(1), killedBetweenCommitAndAcknowledgement(), terminated());
    }

    Fault killed(int times) {
        return new Fault("program killed -9 at random moments", Set.of(Part.PROGRAM), () -> {
            for (int kill = 0; kill < times; kill++) {
                proof.awaitSomeTime(Duration.ofMillis(100), Duration.ofSeconds(1));
                proof.killProgram();
                proof.startProgram();
            }
        });
    }

    Fault killedBetweenCommitAndAcknowledgement() {
        return new Fault("program killed -9 between COMMIT and PUBACK", Set.of(Part.values()), () -> {
            // What is committed from now on is acknowledged to nobody; so the broker soon delivers nothing more.
            proof.mqttHop().latency(UP, Duration.ofHours(1), Duration.ZERO);
            proof.awaitCommit();
            proof.killProgram();
            proof.mqttHop().reset();
            proof.mqttHop().heal();
            proof.startProgram();
        });
    }

    /** An orderly stop, which must end in time. */
    Fault terminated() {
        return new Fault("SIGTERM under load", Set.of(Part.PROGRAM), () -> {
            proof.program().terminate();
            assertThat(proof.program().awaitExit(30)).isTrue();
            proof.startProgram();
        });
    }

    Fault frozen() {
        return new Fault("SIGSTOP, then SIGCONT", Set.of(Part.PROGRAM), () -> {
            proof.program().pause();
            pace.lasting(Duration.ofSeconds(7), Duration.ofSeconds(30));
            proof.program().resume();
        });
    }
}
