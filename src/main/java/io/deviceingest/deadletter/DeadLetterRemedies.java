package io.deviceingest.deadletter;

import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.problem.EditDistance;
import java.util.List;

/** What to do about a dead letter of each reason; as docs/dead-letters.md has it. */
public final class DeadLetterRemedies {

    private static final List<String> SUFFIXES = List.of("sensor", "data", "heartbeat", "status");

    private DeadLetterRemedies() {}

    public static String of(String reason, String topic) {
        String remedy = DeadLetterReason.of(reason)
                .map(DeadLetterReason::remedy)
                .orElse("look at SELECT topic, error, payload FROM dead_letter");
        if (!reason.equals(DeadLetterReason.UNKNOWN_TOPIC.label())) {
            return remedy;
        }
        int slash = topic.lastIndexOf('/');
        return EditDistance.nearest(topic.substring(slash + 1), SUFFIXES)
                .map(suffix -> "publish to " + topic.substring(0, slash + 1) + suffix + ", or else " + remedy)
                .orElse(remedy);
    }
}
