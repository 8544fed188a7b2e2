package io.deviceingest.deadletter;

import io.deviceingest.message.DeadLetterReason;
import java.time.Instant;

/**
 * A row of {@code dead_letter} without its payload.
 *
 * @param qos null where it was stripped to what replaying needs, and so is {@code retained}
 * @param size of the payload that was kept, in bytes
 * @param userProperties a JSON object of texts, or null for none
 * @param error null where it was stripped
 * @param replayedAt null while it was not
 * @param discardedAt null while it was not
 * @param closedBy who did the one or the other; null where nobody said, and so is the reason
 */
public record DeadLetterRow(
        long id,
        Instant receivedAt,
        String topic,
        Integer qos,
        Boolean retained,
        int size,
        String userProperties,
        String reason,
        String error,
        String routeId,
        Instant replayedAt,
        Instant discardedAt,
        String closedBy,
        String closedReason) {

    /** Whether only the first bytes of its payload were kept. */
    public boolean isCut() {
        return reason.equals(DeadLetterReason.PAYLOAD_TOO_LARGE.label());
    }

    /** {@code open}, {@code replayed} or {@code discarded}. */
    public String state() {
        if (replayedAt != null) {
            return "replayed";
        }
        return discardedAt != null ? "discarded" : "open";
    }

    /** Since when it is not open any more; null while it is. */
    public Instant closedAt() {
        return replayedAt != null ? replayedAt : discardedAt;
    }
}
