package io.deviceingest.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.database.RollbackConnection;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.dryrun.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;

/** Down to the rows in a real database, none of which stays. */
final class DatabaseCaseRunner extends CaseRunner {

    private static final ObjectMapper JSON = RowJson.MAPPER;
    private static final List<String> OF_DEVICES = List.of("device", "device_event", "reading");

    /** With the limits as an envelope says them. */
    private static final String DEVICES = """
            SELECT to_jsonb(r) || jsonb_build_object(
                       'offline_after', CASE WHEN offline_after = '1000 years' THEN to_jsonb(text 'never')
                                             ELSE to_jsonb(extract(epoch FROM offline_after)) END,
                       'mapped_offline_after', CASE WHEN mapped_offline_after = '1000 years' THEN to_jsonb(text 'never')
                                                    ELSE to_jsonb(extract(epoch FROM mapped_offline_after)) END)
            FROM device AS r
            WHERE device_id = ANY (?)
            ORDER BY device_id""";

    private final RollbackConnection database;
    private final JdbcTemplate sql;

    DatabaseCaseRunner(DryRun routes, RollbackConnection database) {
        super(routes);
        this.database = database;
        this.sql = new JdbcTemplate(database.dataSource());
    }

    @Override
    Rows rows(Case one) throws Exception {
        Set<String> devices = devices(one);
        Rows rows = rows(one, devices);
        // The mapping named a device that nobody knew of: once more, without the rows that it has already.
        return rows == null ? rows(one, devices) : rows;
    }

    /** Null where a device came that is not among the devices; then it is added to them. */
    private Rows rows(Case one, Set<String> devices) throws Exception {
        try {
            String[] expected = devices.toArray(String[]::new);
            for (String table : OF_DEVICES) {
                putAside(table, expected);
            }
            long lastLetter = sql.queryForObject("SELECT coalesce(max(id), 0) FROM dead_letter", Long.class);
            Outcome outcome = routes().run(one.arrival());
            if (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Beyond) {
                return Rows.failed(true, EnvelopeRows.failure(outcome));
            }
            boolean more = false;
            if (outcome instanceof Outcome.Envelopes envelopes) {
                for (String envelope : envelopes.all()) {
                    more |= devices.add(
                            JSON.readTree(envelope).path("device_id").asText());
                }
            }
            return more ? null : read(expected, lastLetter, one.arrival().topic());
        } finally {
            database.takeBack();
        }
    }

    /** Of whom there may be rows: the topic's device, and those that the case names. */
    private Set<String> devices(Case one) {
        Set<String> devices = new TreeSet<>();
        Optional.ofNullable(routes().topic(one.arrival().topic()).deviceId()).ifPresent(devices::add);
        one.expected().rows().values().stream()
                .flatMap(List::stream)
                .map(row -> row.fields().path("device_id"))
                .filter(JsonNode::isTextual)
                .forEach(id -> devices.add(id.asText()));
        return devices;
    }

    private void putAside(String table, String[] devices) {
        if (sql.queryForObject(
                "SELECT EXISTS (SELECT FROM " + table + " WHERE device_id = ANY (?))", Boolean.class, (Object)
                        devices)) {
            sql.update("DELETE FROM " + table + " WHERE device_id = ANY (?)", (Object) devices);
        }
    }

    private Rows read(String[] devices, long lastLetter, String topic) throws Exception {
        Map<Table, List<ObjectNode>> rows = new EnumMap<>(Table.class);
        rows.put(Table.DEVICE, rows(DEVICES, (Object) devices));
        rows.put(
                Table.READING,
                rows(
                        "SELECT to_jsonb(r) FROM reading AS r WHERE device_id = ANY (?) ORDER BY device_id, ts, digest",
                        (Object) devices));
        rows.put(
                Table.DEVICE_EVENT,
                rows("SELECT to_jsonb(r) FROM device_event AS r WHERE device_id = ANY (?) ORDER BY id", (Object)
                        devices));
        rows.put(
                Table.DEAD_LETTER,
                rows(
                        "SELECT to_jsonb(r) FROM dead_letter AS r WHERE id > ? AND topic = ? ORDER BY id",
                        lastLetter,
                        topic));
        return new Rows(rows, true, null);
    }

    private List<ObjectNode> rows(String query, Object... values) throws Exception {
        List<ObjectNode> rows = new ArrayList<>();
        for (String row : sql.queryForList(query, String.class, values)) {
            rows.add((ObjectNode) JSON.readTree(row));
        }
        return rows;
    }

    @Override
    public void close() {
        super.close();
        database.close();
    }
}
