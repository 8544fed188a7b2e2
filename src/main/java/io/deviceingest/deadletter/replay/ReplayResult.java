package io.deviceingest.deadletter.replay;

/**
 * What became of one dead letter.
 *
 * @param topic as it may be shown: of a thousand letters, whole topics would be 64 MB; empty where it was not looked at
 * @param detail what was stored, or what goes wrong
 * @param reason why it would be a dead letter again; empty for every other kind
 * @param isConflict whether only another writer was in the way
 */
public record ReplayResult(Kind kind, long id, String topic, String detail, String reason, boolean isConflict) {

    ReplayResult(Kind kind, long id, String topic, String detail, String reason) {
        this(kind, id, topic, detail, reason, false);
    }

    /** The word for it. */
    public enum Kind {
        STORED("stored"),
        IGNORED("ignored"),
        STAYS("stays"),
        SKIPPED("skipped");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** Whether nothing more is to come of the letter. */
        public boolean isDone() {
            return this == STORED || this == IGNORED;
        }
    }
}
