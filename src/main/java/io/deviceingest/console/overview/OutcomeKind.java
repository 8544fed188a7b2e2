package io.deviceingest.console.overview;

import io.deviceingest.message.MessageTotals;
import java.util.function.ToLongFunction;

/** What can become of a message, in the order of the drawing. */
enum OutcomeKind {
    STORED("stored", "as readings or as a device’s status", "good", MessageTotals::stored),
    DUPLICATE("duplicate", "were in the database already", "idle", MessageTotals::duplicate),
    DEAD_LETTERED("dead-lettered", "cannot be stored as they are", "bad", MessageTotals::deadLettered),
    IGNORED("ignored", "meant for devices, or empty", "idle", MessageTotals::ignored),
    DROPPED("dropped", "QoS 0, and no room", "bad", MessageTotals::dropped),
    RETURNED("returned", "redelivered by the broker", "warn", MessageTotals::returned),
    IN_FLIGHT("in flight", "wait for their commit", "idle", MessageTotals::inFlight);

    final String word;
    final String meaning;
    final String tone;
    final ToLongFunction<MessageTotals> count;

    OutcomeKind(String word, String meaning, String tone, ToLongFunction<MessageTotals> count) {
        this.word = word;
        this.meaning = meaning;
        this.tone = tone;
        this.count = count;
    }

    /** How it went in the last minutes: what is in flight is a level, the others come about. */
    Curve curve(Samples samples) {
        return this == IN_FLIGHT ? samples.level(count) : samples.curve(count);
    }

    /** Where they are to be seen; empty where nowhere. */
    String link() {
        return this == DEAD_LETTERED ? "/console/dead-letters" : "";
    }
}
