package io.deviceingest.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can happen between program and database. */
final class DatabaseHopFaults {

    private final Proof proof;
    private final Pace pace;

    DatabaseHopFaults(Proof proof, Pace pace) {
        this.proof = proof;
        this.pace = pace;
    }

    List<Fault> all() {
        return List.of(
                fault("reply to COMMIT lost", this::loseRepliesToCommit),
                fault("database hop half-open", this::halfOpen),
                fault("2 s latency", this::slow),
                fault("64 kbit/s", this::narrow));
    }

    private static Fault fault(String name, Fault.Action action) {
        return new Fault(name, Set.of(Fault.Part.DATABASE_HOP), action);
    }

    /** A batch is one statement that commits by itself: its reply is the one to the COMMIT. */
    private void loseRepliesToCommit() throws Exception {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<byte[]> lost = proof.databaseHop().swallowReplyTo("\"sequence\"");
            lost.get(30, TimeUnit.SECONDS);
        }
    }

    private void halfOpen() {
        proof.databaseHop().silence();
        pace.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
        proof.databaseHop().endSilence();
    }

    private void slow() throws Exception {
        proof.databaseHop().latency(Duration.ofSeconds(1), Duration.ofMillis(200));
        pace.lasting(Duration.ofSeconds(5), Duration.ofSeconds(60));
        proof.databaseHop().heal();
    }

    private void narrow() throws Exception {
        proof.databaseHop().bandwidth(8_000);
        pace.lasting(Duration.ofSeconds(6), Duration.ofSeconds(60));
        proof.databaseHop().heal();
    }
}
