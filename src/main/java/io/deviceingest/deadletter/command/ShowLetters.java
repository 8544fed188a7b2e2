package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.deadletter.DeadLetterRow;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.PayloadText;
import io.deviceingest.problem.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows whole dead letters, with what to try. */
@Command(
        name = "show",
        description = "Show a dead letter as a whole: what came, why it is one, and what to try.",
        mixinStandardHelpOptions = true)
final class ShowLetters extends LetterCommand {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The letters with these ids.")
    private List<Long> ids;

    @Override
    boolean run(DeadLetterTable letters) {
        List<Long> missing = new ArrayList<>(ids);
        for (DeadLetterRow row : letters.rows(DeadLetterFilter.all().ids(ids))) {
            missing.remove(row.id());
            show(row, letters.payload(row.id()));
        }
        missing.forEach(this::sayMissing);
        return missing.isEmpty();
    }

    private void show(DeadLetterRow row, byte[] payload) {
        boolean text = PayloadText.isText(payload);
        Columns.print(
                List.of(
                        List.of("id", String.valueOf(row.id())),
                        List.of(
                                "state",
                                row.state() + (row.closedAt() == null ? "" : " " + row.closedAt() + closing(row))),
                        List.of("received", row.receivedAt().toString()),
                        List.of("topic", Printable.line(row.topic())),
                        List.of("device", Text.known(deviceOf(row.topic()))),
                        List.of("QoS", Text.known(row.qos())),
                        List.of("retained", Text.known(row.retained())),
                        List.of("user properties", Text.known(row.userProperties())),
                        List.of("reason", row.reason()),
                        List.of("error", Text.known(row.error())),
                        List.of("", "try: " + DeadLetterRemedies.of(row.reason(), Printable.line(row.topic()))),
                        List.of("route", Text.known(row.routeId())),
                        List.of(
                                "payload",
                                (row.isCut() ? "only the first " : "") + payload.length + " bytes"
                                        + (text ? "" : ", not text"))),
                out());
        out().println();
        out().println(text ? new String(payload, StandardCharsets.UTF_8) : PayloadText.hexDump(payload));
        out().flush();
    }

    /** By whom and why, where that is known. */
    private static String closing(DeadLetterRow row) {
        return (row.closedBy() == null ? "" : " by " + Text.known(row.closedBy()))
                + (row.closedReason() == null ? "" : ": " + Text.known(row.closedReason()));
    }
}
