package io.deviceingest.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Whoever guesses waits longer and longer; whoever knows the password does not. */
class GuessesTest {

    private static final String HERE = "10.0.0.7";

    private Instant now = Instant.EPOCH;
    private final Guesses guesses = new Guesses(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void afterAFewWrongOnesThePauseDoublesUpToAMinute() {
        for (int seconds : new int[] {0, 0, 2, 4, 8, 16, 32, 60, 60}) {
            guesses.wrong(HERE);
            assertThat(guesses.pause(HERE)).isEqualTo(Duration.ofSeconds(seconds));
        }
        now = now.plusSeconds(59);
        assertThat(guesses.pause(HERE)).isEqualTo(Duration.ofSeconds(1));
        now = now.plusSeconds(1);
        assertThat(guesses.pause(HERE)).isZero();
    }

    @Test
    void theRightOneEndsIt() {
        for (int i = 0; i < 5; i++) {
            guesses.wrong(HERE);
        }
        guesses.right(HERE);
        assertThat(guesses.pause(HERE)).isZero();
    }

    @Test
    void anotherAddressIsAnotherOneButNotOfTheSameNetwork() {
        for (int i = 0; i < 5; i++) {
            guesses.wrong("2001:db8:0:1:0:0:0:" + i);
        }
        assertThat(guesses.pause("2001:db8:0:1:ffff:0:0:1")).isPositive();
        assertThat(guesses.pause("2001:db8:0:2:0:0:0:1")).isZero();
        assertThat(guesses.pause(HERE)).isZero();
    }
}
