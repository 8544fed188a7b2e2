package io.deviceingest.doctor;

import io.deviceingest.spelling.EditDistance;
import java.util.List;
import java.util.Map;

/** What to do about a dead letter of each reason; as docs/dead-letters.md has it. */
public final class DeadLetterRemedies {

    private static final List<String> SUFFIXES = List.of("sensor", "data", "heartbeat", "status");

    private static final Map<String, String> REMEDIES = Map.of(
            "invalid-json", "mend what the device sends: JSON as RFC 8259 has it, in UTF-8",
            "unknown-topic", "mend the topic, or add a branch in routes/ingest.camel.yaml",
            "device-id-mismatch", "let the device name itself as in its topic, or leave device_id out",
            "unmappable", "mend what the device sends, or the mapping in routes/mapping/",
            "payload-too-large", "send less, or raise PAYLOAD_LIMIT",
            "rejected-by-database", "look at the constraint that the error names",
            "unknown-device",
                    "INSERT INTO device (device_id, first_seen) VALUES (...), or set DEVICE_REGISTRATION=auto");

    private DeadLetterRemedies() {}

    public static String of(String reason, String topic) {
        String remedy = REMEDIES.getOrDefault(reason, "look at SELECT topic, error, payload FROM dead_letter");
        if (!reason.equals("unknown-topic")) {
            return remedy;
        }
        int slash = topic.lastIndexOf('/');
        return EditDistance.nearest(topic.substring(slash + 1), SUFFIXES)
                .map(suffix -> "publish to " + topic.substring(0, slash + 1) + suffix + ", or else " + remedy)
                .orElse(remedy);
    }
}
