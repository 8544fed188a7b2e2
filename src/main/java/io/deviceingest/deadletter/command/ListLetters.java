package io.deviceingest.deadletter.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterRow;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.problem.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters, the newest first. */
@Command(
        name = "list",
        description = "List open dead letters, the newest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ListLetters extends LetterCommand {

    @Mixin
    private LetterSelection choice;

    @Option(names = "--all", description = "Also those that were replayed or discarded.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many of them at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "A JSON object per line, for machines.")
    private boolean json;

    @Override
    boolean run(DeadLetterTable letters) {
        if (limit < 1) {
            throw misuse("--limit must be at least 1, but was " + limit);
        }
        List<DeadLetterRow> rows = letters.newest(chosen(), limit);
        if (json) {
            rows.forEach(row -> out().println(jsonOf(row)));
            return true;
        }
        print(rows);
        long count = letters.count(chosen());
        out().println(count(rows.size(), count));
        return true;
    }

    private DeadLetterFilter chosen() {
        return choice.within(all ? DeadLetterFilter.all() : DeadLetterFilter.open());
    }

    private String count(int shown, long count) {
        String what = count == 1 ? "dead letter" : "dead letters";
        if (shown < count) {
            return "the newest " + shown + " of " + count + " " + what + "; --limit " + count + " shows all";
        }
        return count + " " + what;
    }

    private void print(List<DeadLetterRow> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("id", "received", "reason", "device", "bytes", "state", "topic"));
        rows.forEach(row -> table.add(List.of(
                String.valueOf(row.id()),
                row.receivedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                row.reason(),
                Text.known(deviceOf(row.topic())),
                String.valueOf(row.size()),
                row.state(),
                Printable.line(row.topic()))));
        if (!rows.isEmpty()) {
            Columns.print(table, out());
        }
    }

    private ObjectNode jsonOf(DeadLetterRow row) {
        return new ObjectMapper()
                .createObjectNode()
                .put("id", row.id())
                .put("received_at", row.receivedAt().toString())
                .put("reason", row.reason())
                .put("error", row.error())
                .put("device", deviceOf(row.topic()))
                .put("topic", row.topic())
                .put("qos", row.qos())
                .put("retained", row.retained())
                .put("bytes", row.size())
                .put("route_id", row.routeId())
                .put("replayed_at", text(row.replayedAt()))
                .put("discarded_at", text(row.discardedAt()))
                .put("closed_by", row.closedBy())
                .put("closed_reason", row.closedReason());
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
