package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.RestartableBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The packaged program between a real broker and a real database, with a proxy in each hop, and the way of every
 * scenario: devices publish, a fault is inflicted and healed, everything drains, and the books are compared.
 */
final class Proof implements AutoCloseable {

    static final String PASSWORD = "sample-only";
    static final String CLIENT_ID = "device-ingest";
    /** The program's own, and no superuser: what may be refused to it is refused. */
    static final String ROLE = "ingest";

    private static final int HEAP_MEBIBYTES = 256;
    private static final String LAST_COMMIT =
            "SELECT concat((SELECT max(received_at) FROM reading), ' ', (SELECT max(id) FROM dead_letter))";
    private static final String PREPARE = "ALTER TABLE reading ADD CONSTRAINT no_poison CHECK (NOT metrics ? 'poison');"
            + " CREATE INDEX ON reading (received_at)";

    private final Parts parts;
    private final Random random = new Random(Report.seed());
    private PackagedProgram program;
    private Ledger ledger = new Ledger();
    private VirtualDevices devices;
    private Duration drain = Patience.SOON;
    private Duration longestRecovery;
    private final List<String> moments = new ArrayList<>();

    private Proof(Parts parts) {
        this.parts = parts;
    }

    /** Starts everything; the program is ready when it returns. */
    static Proof start(Path files) throws Exception {
        return start(files, Map.of());
    }

    /** The same with other settings. */
    static Proof start(Path files, Map<String, String> otherSettings) throws Exception {
        return start(files, otherSettings, HEAP_MEBIBYTES);
    }

    /** The same with so much heap for the program. */
    static Proof start(Path files, Map<String, String> otherSettings, int heapMebibytes) throws Exception {
        return start(Parts.start(files, EmbeddedBroker.start(files.resolve("broker")), heapMebibytes), otherSettings);
    }

    /** The same with that broker, which ends with it. */
    static Proof start(Path files, RestartableBroker broker, Map<String, String> otherSettings) throws Exception {
        return start(Parts.start(files, broker, HEAP_MEBIBYTES), otherSettings);
    }

    private static Proof start(Parts parts, Map<String, String> otherSettings) throws Exception {
        parts.programs().set(otherSettings);
        Proof proof = new Proof(parts);
        proof.startProgram();
        parts.database().sql().execute(PREPARE);
        return proof;
    }

    /** Starts the program, again after an end; it is ready when this returns. */
    void startProgram() throws Exception {
        startProgram(Map.of());
    }

    /** The same with some settings changed. */
    void startProgram(Map<String, String> changed) throws Exception {
        program = startReplica(CLIENT_ID, changed);
    }

    /** Starts one more program, under another client id and with some settings changed; the caller closes it. */
    PackagedProgram startReplica(String clientId, Map<String, String> changed) throws Exception {
        return parts.programs().start(clientId, changed);
    }

    /** Waits so long for the end of what is under way: less for a program that never ends it, more for a slow broker. */
    void drainWithin(Duration time) {
        drain = time;
    }

    /** Ends the program as a power cut does (SIGKILL). */
    void killProgram() throws InterruptedException {
        program.close();
    }

    /** Ends the program's session at the broker, with all that waits there; while the program is not connected. */
    void endSession() throws Exception {
        new Device(broker(), CLIENT_ID).close();
    }

    PackagedProgram program() {
        return program;
    }

    RestartableBroker broker() {
        return parts.broker();
    }

    EmbeddedDatabase database() {
        return parts.database();
    }

    FaultProxy mqttHop() {
        return parts.mqttHop();
    }

    FaultProxy databaseHop() {
        return parts.databaseHop();
    }

    /** Those of the scenario that runs. */
    VirtualDevices devices() {
        return devices;
    }

    Random random() {
        return random;
    }

    /** Keeps a moment of a fault, as the next sequence number: a scenario that fails says it beside what was lost. */
    void mark(String moment) {
        moments.add(moment + " before " + ledger.countAttempted());
    }

    /** Waits until so many more messages have been acknowledged by the broker: the fault meets a load. */
    void awaitLoad(int messages) {
        int before = ledger.countAcknowledged();
        await("the load goes on").until(() -> ledger.countAcknowledged() >= before + messages);
    }

    /** Waits for a random time between two. */
    void awaitSomeTime(Duration atLeast, Duration atMost) {
        Duration time =
                atLeast.plusMillis(random.nextInt((int) atMost.minus(atLeast).toMillis()));
        Pace.SHORT.lasting(time, time);
    }

    /** Waits until the program has connected to the broker once more than so many times. */
    void awaitConnectionAfter(int connections) {
        await("a new connection").until(() -> mqttHop().connections() > connections);
    }

    /** Waits until the database holds all that the broker has acknowledged. */
    void awaitEverythingStored() {
        await("everything is stored").atMost(drain).until(() -> books().lost() == 0);
    }

    /** Waits until a batch is held, and tried again, for a cause as the metrics name it. */
    void awaitHeld(String cause) {
        String label = "cause=\"" + cause + "\"";
        double before = program.metric("device_ingest_batch_retries_total", label);
        await("held because of " + cause)
                .until(() -> program.metric("device_ingest_batch_retries_total", label) >= before + 2);
    }

    /** Waits for the next commit. */
    void awaitCommit() {
        String before = lastCommit();
        await("a commit")
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !lastCommit().equals(before));
    }

    /** Waits for the first commit after a fault, and says how long that took. */
    Duration awaitRecovery() {
        long healed = System.nanoTime();
        awaitCommit();
        Duration recovered = Duration.ofNanos(System.nanoTime() - healed);
        longestRecovery = recovered.compareTo(longestRecovery) > 0 ? recovered : longestRecovery;
        return recovered;
    }

    /** Runs the scenario of one fault. */
    void run(Fault fault) throws Exception {
        run(fault.name(), fault.action());
    }

    /** Runs one scenario in which no message is to blame. */
    void run(String scenario, Fault.Action fault) throws Exception {
        assertThat(run(scenario, Traffic.steady(), fault).deadLettered()).isZero();
    }

    /** Runs one scenario and compares the books. */
    Outcome run(String scenario, Traffic traffic, Fault.Action fault) throws Exception {
        database().sql().execute("TRUNCATE device, device_event, reading, dead_letter");
        ledger = ledger.next();
        longestRecovery = Duration.ZERO;
        moments.clear();
        try (VirtualDevices load = VirtualDevices.start(broker(), ledger, traffic, new Random(random.nextLong()))) {
            devices = load;
            awaitLoad(100);
            awaitCommit();
            fault.inflictAndHeal();
            awaitRecovery();
            awaitLoad(100);
        }
        Duration limit = drain.plusSeconds(ledger.countAcknowledged() / traffic.slowestDrain());
        await("everything drains and the account closes").atMost(limit).untilAsserted(() -> {
            assertThat(program.metric("device_ingest_messages_in_flight")).isZero();
            assertThat(program.accountGap()).isZero();
            assertThat(books())
                    .as("%s %s", scenario, moments)
                    .matches(Outcome::isFaultless, "loses nothing and stores nothing twice");
        });
        Outcome outcome = books();
        Report.add(scenario, outcome);
        return outcome;
    }

    /** What the books say now. */
    Outcome books() throws Exception {
        return Outcome.of(ledger, database().dataSource(), longestRecovery);
    }

    /** Changes with every commit; cheap, however many rows there are. */
    private String lastCommit() {
        return database().sql().queryForObject(LAST_COMMIT, String.class);
    }

    @Override
    public void close() throws Exception {
        program.close();
        parts.close();
    }
}
