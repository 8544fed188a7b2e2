package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen between broker and program, and to the broker. */
final class MqttFaults {

    private final Proof proof;
    private final Pace pace;

    MqttFaults(Proof proof, Pace pace) {
        this.proof = proof;
        this.pace = pace;
    }

    List<Fault> all() {
        return List.of(
                fault("MQTT hop reset", this::reset),
                fault("MQTT hop cut within packets", this::cutWithinPackets),
                fault("MQTT hop half-open", this::halfOpen),
                fault("MQTT hop sliced", this::slice),
                fault("MQTT hop slow", this::slow),
                fault("broker restarted", this::restartBroker));
    }

    private static Fault fault(String name, Fault.Action action) {
        return new Fault(name, Set.of(Fault.Part.MQTT), action);
    }

    private void reset() {
        for (int reset = 0; reset < pace.times(4, 20); reset++) {
            proof.awaitSomeTime(Duration.ofMillis(pace.times(500, 1_000)), Duration.ofMillis(pace.times(2_000, 5_000)));
            proof.mqttHop().reset();
        }
    }

    private void cutWithinPackets() {
        for (int cut = 0; cut < pace.times(4, 20); cut++) {
            int before = proof.mqttHop().connections();
            proof.mqttHop()
                    .cutAfter(cut % 2 == 0 ? DOWN : UP, 1 + proof.random().nextInt(3_000));
            proof.awaitConnectionAfter(before);
        }
    }

    private void halfOpen() {
        proof.mqttHop().silence();
        pace.lasting(Duration.ofSeconds(6), Duration.ofSeconds(60));
        proof.mqttHop().endSilence();
    }

    /** Every byte is a segment of its own. */
    private void slice() {
        proof.mqttHop().slice(true);
        pace.lasting(Duration.ofSeconds(3), Duration.ofSeconds(60));
        proof.mqttHop().slice(false);
    }

    private void slow() throws Exception {
        proof.mqttHop().latency(Duration.ofMillis(300), Duration.ofMillis(300));
        proof.mqttHop().bandwidth(16_000);
        pace.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
        proof.mqttHop().heal();
    }

    private void restartBroker() throws Exception {
        proof.broker().stop();
        pace.lasting(Duration.ofSeconds(2), Duration.ofSeconds(30));
        proof.broker().start();
    }
}
