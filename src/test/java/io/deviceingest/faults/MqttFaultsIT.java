package io.deviceingest.faults;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens between broker and program, every message comes through, once. */
class MqttFaultsIT {

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

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatHappensToTheLinkLosesNothingAndStoresNothingTwice(Fault fault) throws Exception {
        proof.run(fault);
    }

    static List<Fault> faults() {
        return new MqttFaults(proof, Pace.ofThisRun()).all();
    }
}
