package io.deviceingest.doctor;

import java.time.Duration;

/** What became of a message in the running program, as the database shows it; the text says so to people. */
sealed interface Fate {

    /** Its row is there. */
    record Stored(Duration after) implements Fate {
        @Override
        public String toString() {
            return "stored after " + after.toMillis() + " ms";
        }
    }

    /** It became a dead letter. */
    record Parked(long id, String reason, String error) implements Fate {
        @Override
        public String toString() {
            return "it is dead letter " + id;
        }
    }

    /** Nothing of it was found for so long. */
    record Unseen(Duration after) implements Fate {
        @Override
        public String toString() {
            return "nothing in the database after " + Words.seconds(after);
        }
    }
}
