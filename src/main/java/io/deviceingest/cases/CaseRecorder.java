package io.deviceingest.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.message.Arrival;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes down what a message becomes now as the text of a case, for somebody to look at. */
final class CaseRecorder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_LETTER = List.of("reason", "error");
    private static final List<String> OF_DEVICE = List.of("device_id", "status", "offline_after", "attributes");
    private static final List<String> OF_READING = List.of("ts", "metrics");
    private static final List<String> OF_READING_OF_SEVERAL = List.of("device_id", "ts", "metrics");

    private CaseRecorder() {}

    static String record(Arrival arrival, Rows came) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("description", "Recorded; say here what it shows, and look at what is expected");
        fields.put("topic", arrival.topic());
        payload(arrival.payload(), fields);
        fields.put("receivedAt", arrival.at().toString());
        fields.put("expect", expected(came));
        DumpSettings block = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndent(4)
                .setWidth(120)
                .build();
        return new Dump(block).dumpToString(fields);
    }

    private static void payload(byte[] payload, Map<String, Object> fields) {
        try {
            fields.put(
                    "payload",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(payload))
                            .toString());
        } catch (CharacterCodingException e) {
            fields.put("hex", HexFormat.ofDelimiter(" ").formatHex(payload));
        }
    }

    private static Map<String, Object> expected(Rows came) {
        Map<String, Object> expected = new LinkedHashMap<>();
        add(Table.DEVICE, OF_DEVICE, came, expected);
        boolean several = came.in(Table.DEVICE).size() > 1;
        add(Table.READING, several ? OF_READING_OF_SEVERAL : OF_READING, came, expected);
        add(Table.DEAD_LETTER, OF_LETTER, came, expected);
        if (expected.isEmpty()) {
            expected.put("nothing", true);
        }
        return expected;
    }

    private static void add(Table table, List<String> columns, Rows came, Map<String, Object> expected) {
        List<Object> rows = new ArrayList<>();
        for (ObjectNode row : came.in(table)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (String column : columns) {
                JsonNode value = row.path(column);
                if (!value.isMissingNode()) {
                    fields.put(column, JSON.convertValue(value, Object.class));
                }
            }
            rows.add(fields);
        }
        if (!rows.isEmpty()) {
            expected.put(table.toString(), rows.size() == 1 ? rows.get(0) : rows);
        }
    }
}
