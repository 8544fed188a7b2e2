package io.deviceingest.presence;

import static io.deviceingest.presence.Fleet.DEVICES;
import static io.deviceingest.presence.Fleet.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.SharedDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Two replicas at one database, killed and started by clocks that are a year away, commits and sweeps in any order, and
 * devices whose limits change at any time: none is declared silent that spoke, and none stays online that does not.
 */
class SilenceOfReplicasIT {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TICK = Duration.ofSeconds(30);

    private static SharedDatabase database;
    private static Connection connection;
    private static JdbcTemplate sql;

    /** What happens next in a story of replicas. */
    enum Kind {
        SAY,
        COMMIT,
        SWEEP,
        PASS,
        KILL,
        START,
        LIMIT,
        SAY_LIMIT
    }

    /**
     * What happens: to which replica, to or by which device, what it says, how much time passes, how wrong the clock is,
     * how long the device may be silent.
     */
    record Step(
            Kind kind, int replica, int device, boolean online, Duration time, Duration clockAhead, Duration limit) {}

    @BeforeContainer
    static void startDatabase() throws Exception {
        database = SharedDatabase.migrated();
        connection = database.dataSource().getConnection();
        sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    @AfterContainer
    static void stopDatabase() throws Exception {
        connection.close();
        database.close();
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void whoSpeaksIsHeardAndWhoIsSilentIsNoticed(@ForAll("steps") List<Step> steps) {
        Fleet fleet = new Fleet(sql);
        steps.forEach(step -> play(fleet, step));
        settle(fleet);
        everybodySpeaks(fleet);
        oneGoesOnAndTheOthersAreSilent(fleet);
    }

    @Example
    void aMessageThatHadArrivedBeforeTheSweepTurnsItsDeviceOnline() {
        Fleet fleet = new Fleet(sql);
        fleet.say("d0", "online", fleet.replicas[0]);
        fleet.commit(fleet.replicas[0]);
        tick(fleet, 3);
        fleet.pass(Duration.ofMillis(2));
        fleet.say("d0", "online", fleet.replicas[0]);
        fleet.sweep(fleet.replicas[1]);
        fleet.sweep(fleet.replicas[0]);
        assertThat(fleet.status("d0")).isEqualTo("offline by silence");

        fleet.commit(fleet.replicas[0]);

        assertThat(fleet.status("d0")).isEqualTo("online by message");
    }

    @Example
    void aDeviceThatAClockAYearAheadHasHeardIsMissedAllTheSame() {
        Fleet fleet = new Fleet(sql);
        fleet.start(fleet.replicas[0], YEAR);
        fleet.say("d0", "online", fleet.replicas[0]);
        fleet.commit(fleet.replicas[0]);
        fleet.start(fleet.replicas[0], Duration.ZERO);

        tick(fleet, 10);

        assertThat(fleet.status("d0")).isEqualTo("offline by silence");
    }

    /** Until it is certain again, the others know it by what it was certain of before: by another clock. */
    @Example
    void aDeviceThatAReplicaHearsByAClockThatHasFallenBackIsNotMissedByTheOthers() {
        Fleet fleet = new Fleet(sql);
        tick(fleet, 4);
        fleet.start(fleet.replicas[0], YEAR.negated());
        fleet.say("d0", "online", fleet.replicas[0]);
        fleet.commit(fleet.replicas[0]);

        fleet.sweep(fleet.replicas[1]);

        assertThat(fleet.status("d0")).isEqualTo("online by message");
    }

    @Example
    void aLimitThatWasMadeShorterThanTheRowLagsDeclaresNobodySilent() {
        Fleet fleet = new Fleet(sql);
        Replica replica = fleet.replicas[0];
        tick(fleet, 4);
        fleet.say("d0", "online", replica);
        fleet.commit(replica);
        fleet.pass(Duration.ofSeconds(20));
        fleet.say("d0", "online", replica);
        fleet.commit(replica);
        fleet.limit("d0", Duration.ofSeconds(4));

        fleet.pass(Duration.ofSeconds(3));
        sweep(fleet);
        assertThat(fleet.status("d0")).as("heard 3 s ago").isEqualTo("online by message");

        fleet.pass(Duration.ofSeconds(2));
        sweep(fleet);
        assertThat(fleet.status("d0")).as("heard 5 s ago").isEqualTo("offline by silence");
    }

    @Example
    void aDeviceWithALongerLimitIsMissedOnceNothingWasMissedForAsLong() {
        Fleet fleet = new Fleet(sql);
        fleet.say("d0", "online", Duration.ofMinutes(10), fleet.replicas[0]);
        fleet.say("d1", "online", fleet.replicas[0]);
        fleet.say("d2", "online", NEVER, fleet.replicas[0]);
        fleet.commit(fleet.replicas[0]);
        tick(fleet, 10);
        fleet.kill(fleet.replicas[1]);
        fleet.start(fleet.replicas[1], Duration.ZERO);

        tick(fleet, 19);
        assertThat(DEVICES)
                .extracting(fleet::status)
                .containsExactly("online by message", "offline by silence", "online by message");

        tick(fleet, 2);
        assertThat(DEVICES)
                .extracting(fleet::status)
                .containsExactly("offline by silence", "offline by silence", "online by message");
    }

    @Example
    void aReplicaThatIsAwayIsWaitedForUntilItIsBackOrRetiredOrGoneForADay() {
        for (String end : List.of(
                "it comes back",
                "DELETE FROM replica WHERE client_id = 'b'",
                "UPDATE replica SET seen_at = seen_at - interval '1 day' WHERE client_id = 'b'")) {
            Fleet fleet = new Fleet(sql);
            tick(fleet, 4);
            fleet.say("d0", "online", fleet.replicas[1]);
            fleet.commit(fleet.replicas[1]);
            fleet.kill(fleet.replicas[1]);
            tick(fleet, 4);
            assertThat(fleet.status("d0")).as("its replica is away").isEqualTo("online by message");

            if (end.equals("it comes back")) {
                fleet.start(fleet.replicas[1], Duration.ZERO);
            } else {
                sql.update(end);
            }
            tick(fleet, 5);

            assertThat(fleet.status("d0")).as(end).isEqualTo("offline by silence");
        }
    }

    private static void play(Fleet fleet, Step step) {
        Replica replica = fleet.replicas[step.replica()];
        switch (step.kind()) {
            case SAY -> fleet.say(DEVICES.get(step.device()), step.online() ? "online" : "offline", replica);
            case COMMIT -> fleet.commit(replica);
            case SWEEP -> fleet.sweep(replica);
            case PASS -> fleet.pass(step.time());
            case LIMIT -> fleet.limit(DEVICES.get(step.device()), step.limit());
            case SAY_LIMIT -> fleet.say(DEVICES.get(step.device()), "online", step.limit(), replica);
            case KILL -> fleet.kill(replica);
            case START -> {
                fleet.kill(replica);
                fleet.start(replica, step.clockAhead());
            }
        }
    }

    /** The clocks are right again, everything is stored, and what a slightly wrong clock has dated ahead is past. */
    private static void settle(Fleet fleet) {
        for (Replica replica : fleet.replicas) {
            fleet.kill(replica);
            fleet.start(replica, Duration.ZERO);
            fleet.commit(replica);
        }
        fleet.pass(Duration.ofMinutes(6));
    }

    private static void everybodySpeaks(Fleet fleet) {
        for (String device : DEVICES) {
            Replica replica = fleet.replicas[DEVICES.indexOf(device) % 2];
            fleet.pass(Duration.ofMillis(1));
            fleet.say(device, "online".equals(fleet.said(device)) ? "offline" : "online", replica);
            fleet.commit(replica);
            assertThat(fleet.status(device)).isEqualTo(fleet.said(device) + " by message");
            fleet.pass(Duration.ofMillis(1));
            fleet.say(device, "online", replica);
            fleet.commit(replica);
            assertThat(fleet.status(device)).isEqualTo("online by message");
        }
    }

    private static void oneGoesOnAndTheOthersAreSilent(Fleet fleet) {
        fleet.limit("d0", null);
        for (int i = 0; i < 12; i++) {
            fleet.say("d0", "online", fleet.replicas[i % 2]);
            fleet.commit(fleet.replicas[i % 2]);
            tick(fleet, 1);
            assertThat(fleet.status("d0")).isEqualTo("online by message");
        }
        for (String device : List.of("d1", "d2")) {
            boolean mayGoOn = fleet.limit(device).compareTo(TICK.multipliedBy(12)) > 0;
            assertThat(fleet.status(device)).isEqualTo(mayGoOn ? "online by message" : "offline by silence");
        }
    }

    private static void tick(Fleet fleet, int times) {
        for (int i = 0; i < times; i++) {
            fleet.pass(TICK);
            sweep(fleet);
        }
    }

    private static void sweep(Fleet fleet) {
        for (Replica replica : fleet.replicas) {
            fleet.sweep(replica);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(6, Kind.SAY),
                Tuple.of(5, Kind.COMMIT),
                Tuple.of(6, Kind.SWEEP),
                Tuple.of(6, Kind.PASS),
                Tuple.of(1, Kind.KILL),
                Tuple.of(2, Kind.START),
                Tuple.of(1, Kind.LIMIT),
                Tuple.of(1, Kind.SAY_LIMIT));
        Arbitrary<Duration> times = Arbitraries.of(
                Duration.ofMillis(1),
                Duration.ofSeconds(4),
                TICK,
                TICK,
                Duration.ofSeconds(100),
                Duration.ofMinutes(10));
        Arbitrary<Duration> clocks = Arbitraries.frequency(
                Tuple.of(6, Duration.ZERO),
                Tuple.of(1, YEAR),
                Tuple.of(1, YEAR.negated()),
                Tuple.of(1, Duration.ofMinutes(4)),
                Tuple.of(1, Duration.ofSeconds(-40)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, DEVICES.size() - 1),
                        Arbitraries.of(true, true, true, false),
                        times,
                        clocks,
                        limits())
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(80);
    }

    private static Arbitrary<Duration> limits() {
        return Arbitraries.of(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(4),
                        Duration.ofHours(25),
                        NEVER)
                .injectNull(0.2);
    }
}
