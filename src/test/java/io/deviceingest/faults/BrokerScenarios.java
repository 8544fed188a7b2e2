package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.BrokerProcess;
import io.deviceingest.testkit.PackagedProgram;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

/**
 * What is inflicted with every broker. After each scenario the program runs with the settings
 * that it had before, and has one subscription.
 */
final class BrokerScenarios {

    private static final int SECONDS_BETWEEN_TRIES = 5;

    private final String prefix;
    private final Proof proof;
    private final Pace pace = Pace.ofThisRun();

    /** @param prefix what the names of the scenarios begin with */
    BrokerScenarios(String prefix, Proof proof) {
        this.prefix = prefix;
        this.proof = proof;
    }

    void restart() throws Exception {
        proof.run(prefix + "restarted", () -> {
            proof.broker().stop();
            pace.lasting(Duration.ofSeconds(1), Duration.ofSeconds(30));
            proof.broker().start();
        });
    }

    void kills(BrokerProcess broker, int inABuild, int asWritten) throws Exception {
        proof.run(prefix + "killed -9", () -> {
            for (int kill = 0; kill < pace.times(inABuild, asWritten); kill++) {
                proof.awaitSomeTime(Duration.ofMillis(300), Duration.ofMillis(900));
                int before = proof.mqttHop().connections();
                killAndStart(broker);
                proof.awaitConnectionAfter(before);
            }
        });
    }

    /**
     * Nothing of what the broker delivered last is stored when it ends, and when the program is connected again. Mosquitto
     * comes back with an older copy of the session: it writes nothing down while nothing is acknowledged to it.
     */
    void killWhileTheDatabaseIsLocked(BrokerProcess broker) throws Exception {
        proof.run(prefix + "killed -9 while the database is locked", () -> {
            try (Connection holder = proof.database().holdWriters()) {
                proof.awaitLoad(200);
                int before = proof.mqttHop().connections();
                killAndStart(broker);
                proof.awaitConnectionAfter(before);
                proof.awaitLoad(100);
            }
        });
    }

    void resets(int inABuild, int asWritten) throws Exception {
        proof.run(prefix + "MQTT hop reset", () -> {
            for (int reset = 0; reset < pace.times(inABuild, asWritten); reset++) {
                proof.awaitSomeTime(Duration.ofMillis(300), Duration.ofMillis(1_000));
                proof.mqttHop().reset();
            }
        });
    }

    void killsOfTheProgram(int inABuild, int asWritten) throws Exception {
        proof.run(prefix + "program killed -9", () -> {
            for (int kill = 0; kill < pace.times(inABuild, asWritten); kill++) {
                proof.awaitSomeTime(Duration.ofMillis(100), Duration.ofSeconds(1));
                proof.killProgram();
                proof.startProgram();
            }
        });
    }

    void clientIdTakenOver() throws Exception {
        // Past the proxy, so that the connections there are those of the first program alone.
        Map<String, String> past =
                Map.of("MQTT_BROKER_PORT", String.valueOf(proof.broker().port()));
        proof.run(prefix + "client id taken over", () -> {
            int before = proof.mqttHop().connections();
            long began = System.nanoTime();
            try (PackagedProgram rival = proof.startReplica(Proof.CLIENT_ID, past)) {
                pace.lasting(Duration.ofSeconds(8), Duration.ofMinutes(2));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(proof.mqttHop().connections() - before)
                    .as("tries to connect in " + took)
                    .isBetween(1, (int) took.toSeconds() / SECONDS_BETWEEN_TRIES);
        });
    }

    /** What devices say before the program is back has no session to wait in: that is outside of the promise. */
    void sessionEndedWhileTheProgramWasAway() throws Exception {
        proof.run(prefix + "session ended while the program was away", () -> {
            proof.devices().pause();
            proof.awaitEverythingStored();
            restartWithANewSession(Map.of());
            proof.devices().goOn();
        });
    }

    /** @param check what of the program's metrics is to hold under the second subscription */
    void subscriptionLeftOver(Runnable check) throws Exception {
        proof.run(prefix + "subscription left over", () -> {
            proof.killProgram();
            proof.startProgram(Map.of("MQTT_SHARE_GROUP", "ingest"));
            proof.awaitLoad(300);
            check.run();
        });
        restartWithANewSession(Map.of());
    }

    void restartWithANewSession(Map<String, String> settings) throws Exception {
        proof.killProgram();
        proof.endSession();
        proof.startProgram(settings);
    }

    private void killAndStart(BrokerProcess broker) throws Exception {
        proof.mark("killed");
        broker.kill();
        broker.start();
        proof.mark("back");
    }
}
