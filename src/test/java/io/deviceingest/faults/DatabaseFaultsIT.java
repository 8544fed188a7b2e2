package io.deviceingest.faults;

import io.deviceingest.testkit.TestSite;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to the database, everything is held, nothing is blamed on a message, and it resumes by itself. */
class DatabaseFaultsIT {

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files()));
    }

    @AfterEach
    void mendTheHop() throws Exception {
        proof.databaseHop().heal();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatHappensToTheDatabaseLosesNothingAndStoresNothingTwice(Fault fault) throws Exception {
        proof.run(fault);
    }

    static List<Fault> faults() {
        Pace pace = Pace.ofThisRun();
        return Stream.of(new DatabaseHopFaults(proof, pace).all(), new DatabaseFaults(proof, pace).all())
                .flatMap(List::stream)
                .toList();
    }
}
