package io.deviceingest.doctor.flow;

import io.deviceingest.problem.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What became of a message in the running program, as the database shows it; the text says so to people. */
sealed interface Fate {

    /** Its row is there. */
    record Stored(Duration after) implements Fate {
        @Override
        public String toString() {
            return "stored after " + after.toMillis() + " ms";
        }
    }

    /** All of its readings were there before: it is stored once, and counted as a duplicate. */
    record Duplicate(Instant before) implements Fate {
        @Override
        public String toString() {
            return "duplicate: the same came at " + before.truncatedTo(ChronoUnit.SECONDS) + ", and is stored";
        }
    }

    /** It became a dead letter. */
    record DeadLettered(long id, String reason, String error) implements Fate {
        @Override
        public String toString() {
            return "it is dead letter " + id;
        }
    }

    /** Nothing of it was found for so long. */
    record Unseen(Duration after) implements Fate {
        @Override
        public String toString() {
            return "nothing in the database after " + Durations.seconds(after);
        }
    }
}
