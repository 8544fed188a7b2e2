package io.deviceingest.message;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Why a message can never succeed: the closed set of {@code dead_letter.reason}; docs/dead-letters.md explains each. */
public enum DeadLetterReason {
    INVALID_JSON("invalid-json", "fix what the device sends: JSON as RFC 8259 has it, in UTF-8"),
    UNKNOWN_TOPIC("unknown-topic", "fix the topic, or add a branch in routes/ingest.camel.yaml"),
    DEVICE_ID_MISMATCH("device-id-mismatch", "let the device name itself as in its topic, or leave device_id out"),
    /** Also that of every letter whose route gives a reason that is not in this set. */
    UNMAPPABLE("unmappable", "fix what the device sends, or the mapping in routes/mapping/"),
    PAYLOAD_TOO_LARGE("payload-too-large", "send less, or raise PAYLOAD_LIMIT"),
    REJECTED_BY_DATABASE("rejected-by-database", "look at the constraint that the error names"),
    UNKNOWN_DEVICE(
            "unknown-device",
            "INSERT INTO device (device_id, first_seen) VALUES (...), or set DEVICE_REGISTRATION=auto");

    private static final List<String> LABELS =
            Arrays.stream(values()).map(DeadLetterReason::label).toList();

    private final String label;
    private final String remedy;

    DeadLetterReason(String label, String remedy) {
        this.label = label;
        this.remedy = remedy;
    }

    /** As the table, the metrics and the routes have it. */
    public String label() {
        return label;
    }

    /** What a person can do about it. */
    public String remedy() {
        return remedy;
    }

    /** Whether the statement decides it, and no mapping. */
    public boolean isDecidedByTheDatabase() {
        return this == REJECTED_BY_DATABASE || this == UNKNOWN_DEVICE;
    }

    /** All labels, in the order of the documentation. */
    public static List<String> labels() {
        return LABELS;
    }

    /** The one with this label; none for another text, or null. */
    public static Optional<DeadLetterReason> of(String label) {
        return Arrays.stream(values())
                .filter(reason -> reason.label.equals(label))
                .findFirst();
    }
}
