package io.deviceingest.cases;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a message became.
 *
 * @param byTable in the order of device, then time
 * @param stored whether they were read from the database: else only what an envelope tells is known of them
 * @param failure why the message would be redelivered, or where it went instead; null where it ended well
 */
record Rows(Map<Table, List<ObjectNode>> byTable, boolean stored, String failure) {

    static Rows failed(boolean stored, String failure) {
        return new Rows(new EnumMap<>(Table.class), stored, failure);
    }

    List<ObjectNode> in(Table table) {
        return byTable.getOrDefault(table, List.of());
    }
}
