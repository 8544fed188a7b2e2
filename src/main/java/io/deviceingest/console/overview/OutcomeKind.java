package io.deviceingest.console.overview;

import io.deviceingest.message.MessageTotals;

/** What can become of a message, in the order of the drawing. */
enum OutcomeKind {
    STORED("stored", "as readings or as a device’s status", "good"),
    DUPLICATE("duplicate", "were in the database already", "idle"),
    DEAD_LETTERED("dead-lettered", "cannot be stored as they are", "bad"),
    IGNORED("ignored", "meant for devices, or empty", "idle"),
    DROPPED("dropped", "QoS 0, and no room", "bad"),
    RETURNED("returned", "redelivered by the broker", "warn"),
    IN_FLIGHT("in flight", "wait for their commit", "idle");

    final String word;
    final String meaning;
    final String tone;

    OutcomeKind(String word, String meaning, String tone) {
        this.word = word;
        this.meaning = meaning;
        this.tone = tone;
    }

    long count(MessageTotals totals) {
        return switch (this) {
            case STORED -> totals.stored();
            case DUPLICATE -> totals.duplicate();
            case DEAD_LETTERED -> totals.deadLettered();
            case IGNORED -> totals.ignored();
            case DROPPED -> totals.dropped();
            case RETURNED -> totals.returned();
            case IN_FLIGHT -> totals.inFlight();
        };
    }

    /** How it went in the last minutes: what is in flight is a level, the others come about. */
    Curve curve(Samples samples) {
        return this == IN_FLIGHT ? samples.level(this::count) : samples.curve(this::count);
    }

    /** Where they are to be seen; empty where nowhere. */
    String link() {
        return this == DEAD_LETTERED ? "/console/dead-letters" : "";
    }
}
