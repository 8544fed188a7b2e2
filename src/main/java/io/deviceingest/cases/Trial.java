package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.message.Arrival;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a message would become, and the case that would say so; nothing is stored. Immutable.
 *
 * @param route that the message is for
 * @param subscribed whether a route subscribes to its topic: else no such message comes
 * @param outcome what the routes made of it
 * @param rows by table, as far as an envelope tells them; none where the message would be stored nowhere
 * @param failure why it would be redelivered, or where it would go on to; null where it would end well
 * @param caseName under which {@code cases record} would write it
 * @param caseText null where nothing can be recorded
 */
public record Trial(
        String route,
        boolean subscribed,
        Outcome outcome,
        Map<String, List<ObjectNode>> rows,
        String failure,
        String caseName,
        String caseText) {

    /** @throws JsonProcessingException for an envelope that is no JSON, which the database would refuse */
    public static Trial of(Arrival arrival, CaseRunner depth) throws JsonProcessingException {
        Outcome outcome = depth.routes().run(arrival);
        Rows came = EnvelopeRows.of(outcome);
        Map<String, List<ObjectNode>> rows = new LinkedHashMap<>();
        for (Table table : Table.values()) {
            if (!came.in(table).isEmpty()) {
                rows.put(
                        table.toString(),
                        came.in(table).stream().map(row -> columns(table, row)).toList());
            }
        }
        return new Trial(
                depth.routes().route(arrival.topic()),
                depth.routes().isSubscribed(arrival.topic()),
                outcome,
                rows,
                came.failure(),
                RecordCase.name(depth, arrival.topic()),
                came.failure() == null ? CaseRecorder.record(arrival, came) : null);
    }

    /** Those that the table has, in its order; an envelope has others too. */
    private static ObjectNode columns(Table table, ObjectNode envelope) {
        ObjectNode row = envelope.objectNode();
        for (String column : table.columns()) {
            if (envelope.hasNonNull(column)) {
                row.set(column, envelope.get(column));
            }
        }
        return row;
    }
}
