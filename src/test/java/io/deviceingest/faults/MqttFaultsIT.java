package io.deviceingest.faults;

import io.deviceingest.testkit.TestSite;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens between broker and program, every message comes through, once. */
class MqttFaultsIT {

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files()));
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
