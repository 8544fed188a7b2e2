package io.deviceingest.clock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/** Whatever becomes of the machine's clock, messages are dated in the order of their arrival, and by no jump. */
class IngestClockTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(IngestClock.class);
    private static final Duration YEAR = Duration.ofDays(365);

    /** It says every jump, and here are thousands. */
    @BeforeContainer
    static void hush() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void speakAgain() {
        LOG.setLevel(null);
    }

    /** Time goes on, then the machine's clock is set. */
    record Step(Duration passes, Duration jump) {}

    @Property(tries = 2_000)
    void timesIncreaseAndDoNotJump(@ForAll("steps") List<Step> steps) {
        MachineClock machine = new MachineClock();
        IngestClock clock = new IngestClock(machine, machine::nanos);
        long begin = clock.micros();
        long last = begin;
        long calls = 1;
        for (Step step : steps) {
            machine.pass(step.passes());
            machine.jump(step.jump());
            long now = clock.micros();
            assertThat(now).as("increases").isGreaterThan(last);
            last = now;
            calls++;
        }
        long passed = machine.nanos() / 1_000;
        assertThat(Math.abs(last - begin - passed))
                .as("microseconds that the clocks' jumps have moved it by, after %d", passed)
                .isLessThanOrEqualTo(passed / IngestClock.FOLLOWED_PART + calls);
    }

    @Property(tries = 200)
    void aClockThatWentAYearAwayAndCameBackLeavesNoTrace(@ForAll("hours") Duration away, @ForAll boolean ahead) {
        MachineClock machine = new MachineClock();
        IngestClock clock = new IngestClock(machine, machine::nanos);
        machine.jump(ahead ? YEAR : YEAR.negated());
        pass(machine, clock, away);
        machine.jump(ahead ? YEAR.negated() : YEAR);

        // What it followed meanwhile, it goes back.
        pass(machine, clock, away);

        assertThat(clock.behindMachine().abs()).isLessThan(Duration.ofMillis(10));
    }

    @Property(tries = 200)
    void itFollowsAClockThatDrifts(@ForAll("drifts") int microsASecond) {
        MachineClock machine = new MachineClock();
        IngestClock clock = new IngestClock(machine, machine::nanos);
        for (int second = 0; second < 3_600; second++) {
            machine.pass(Duration.ofSeconds(1));
            machine.jump(Duration.ofNanos(microsASecond * 1_000L));
            clock.micros();
        }
        assertThat(clock.behindMachine().abs()).isLessThan(Duration.ofMillis(1));
    }

    @Example
    void setOnceMoreItTakesAJumpAheadAndNeverGoesBack() {
        MachineClock machine = new MachineClock();
        IngestClock clock = new IngestClock(machine, machine::nanos);
        long before = clock.micros();
        machine.jump(YEAR);
        clock.set();
        assertThat(clock.micros() - before).isBetween(YEAR.toMillis() * 1_000, YEAR.toMillis() * 1_000 + 1_000);

        machine.jump(YEAR.negated());
        clock.set();
        long last = clock.micros();
        assertThat(clock.micros()).isEqualTo(last + 1);
    }

    private static void pass(MachineClock machine, IngestClock clock, Duration time) {
        Duration slice = Duration.ofSeconds(10);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(slice)) {
            machine.pass(slice);
            clock.micros();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Duration> passes = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 2_000).map(Duration::ofNanos),
                Arbitraries.longs().between(0, 5_000).map(Duration::ofMillis),
                Arbitraries.longs().between(1, 100).map(Duration::ofHours));
        Arbitrary<Duration> jumps = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(Duration.ZERO)),
                Tuple.of(2, Arbitraries.longs().between(-5_000, 5_000).map(Duration::ofMillis)),
                Tuple.of(2, Arbitraries.of(YEAR, YEAR.negated())));
        return Combinators.combine(passes, jumps).as(Step::new).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Duration> hours() {
        return Arbitraries.longs().between(1, 600).map(Duration::ofMinutes);
    }

    @Provide
    Arbitrary<Integer> drifts() {
        return Arbitraries.integers().between(-500, 500);
    }
}
