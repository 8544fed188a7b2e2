package io.deviceingest.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** How long and how often faults are inflicted: short in a build, or as they are written down. */
enum Pace {
    SHORT,
    AS_WRITTEN;

    /** As written in a soak run ({@code -Dfaults.soak=true}). */
    static Pace ofThisRun() {
        return Boolean.getBoolean("faults.soak") ? AS_WRITTEN : SHORT;
    }

    /** Lets a fault last. */
    void lasting(Duration brief, Duration asWritten) {
        Duration time = of(brief, asWritten);
        await("the fault lasts").pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    /** How often something happens in a fault. */
    int times(int few, int asWritten) {
        return of(few, asWritten);
    }

    <T> T of(T brief, T asWritten) {
        return this == SHORT ? brief : asWritten;
    }
}
