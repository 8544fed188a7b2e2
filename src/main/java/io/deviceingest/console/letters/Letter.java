package io.deviceingest.console.letters;

import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.deadletter.DeadLetterRow;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.problem.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A dead letter without its payload, as pages show it: its texts come from devices, and hold no control characters here.
 * Immutable.
 *
 * @param device null where the topic names none
 * @param remedy what to try
 * @param closedAt null while it is open
 */
public record Letter(
        long id,
        Instant receivedAt,
        String topic,
        String device,
        String reason,
        String error,
        String remedy,
        int size,
        boolean cut,
        Integer qos,
        Boolean retained,
        String userProperties,
        String route,
        String state,
        Instant closedAt,
        String closedBy,
        String closedReason) {

    static Letter of(DeadLetterRow row, List<String> filters) {
        String topic = Printable.topic(row.topic());
        return new Letter(
                row.id(),
                row.receivedAt(),
                topic,
                DeviceTopic.of(row.topic(), filters).deviceId(),
                row.reason(),
                Printable.line(Objects.requireNonNullElse(row.error(), "")),
                DeadLetterRemedies.of(row.reason(), topic),
                row.size(),
                row.isCut(),
                row.qos(),
                row.retained(),
                row.userProperties() == null ? null : Printable.line(row.userProperties()),
                row.routeId() == null ? null : Printable.line(row.routeId()),
                row.state(),
                row.closedAt(),
                row.closedBy() == null ? null : Printable.line(row.closedBy()),
                row.closedReason() == null ? null : Printable.line(row.closedReason()));
    }
}
