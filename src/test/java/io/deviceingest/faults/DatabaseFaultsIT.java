package io.deviceingest.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to the database, everything is held, nothing is blamed on a message, and it resumes by itself. */
class DatabaseFaultsIT {

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
