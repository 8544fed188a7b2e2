package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a case expects of its message.
 *
 * @param file of the case
 * @param yaml what it holds, which knows the lines
 * @param rows by table, those that the case speaks of
 * @param nothing whether the case says that no row comes out anywhere
 */
record Expectation(Path file, LocatedYaml yaml, Map<Table, List<Row>> rows, boolean nothing) {

    /** Of a message that no case knows yet. */
    static final Expectation NONE = new Expectation(null, null, Map.of(), false);

    static final JsonPointer PLACE = JsonPointer.compile("/expect");

    /**
     * The named fields of one row.
     *
     * @param at where it stands in the file
     */
    record Row(JsonPointer at, ObjectNode fields) {}

    /** The rows of a table; null where the case does not care. */
    List<Row> in(Table table) {
        List<Row> named = rows.get(table);
        return named != null || !nothing && !table.mustBeNamed() ? named : List.of();
    }

    /** Whether a row is expected in it. */
    boolean hasRow(Table table) {
        return !rows.getOrDefault(table, List.of()).isEmpty();
    }

    static JsonPointer place(Table table) {
        return PLACE.appendProperty(table.toString());
    }
}
