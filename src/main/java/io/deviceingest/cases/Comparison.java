package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.message.DeadLetterReason;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the rows that came with those that a case expects: as many rows as it says, and of each the fields that it
 * names. An object such as {@code metrics} is compared whole. For one use.
 */
final class Comparison {

    /** What only a database can find: without one the message is stored. */
    private static final int LONGEST_ROW = 300;

    private final Expectation expected;
    private final Rows came;
    private final List<Mismatch> mismatches = new ArrayList<>();

    private Comparison(Expectation expected, Rows came) {
        this.expected = expected;
        this.came = came;
    }

    /** Everything that differs; empty where all is as expected. */
    static List<Mismatch> of(Expectation expected, Rows came) {
        Comparison comparison = new Comparison(expected, came);
        if (came.failure() != null) {
            comparison.differs(Expectation.PLACE, came.failure());
        } else if (!comparison.isLeftToDatabase()) {
            for (Table table : Table.values()) {
                comparison.compare(table);
            }
        }
        return comparison.mismatches;
    }

    private boolean isLeftToDatabase() {
        List<Expectation.Row> letters = expected.rows().getOrDefault(Table.DEAD_LETTER, List.of());
        return !came.stored()
                && came.in(Table.DEAD_LETTER).isEmpty()
                && letters.stream()
                        .flatMap(letter -> DeadLetterReason.of(
                                letter.fields().path("reason").asText())
                                .stream())
                        .anyMatch(DeadLetterReason::isDecidedByTheDatabase);
    }

    private void compare(Table table) {
        List<Expectation.Row> wanted = expected.in(table);
        List<ObjectNode> rows = came.in(table);
        if (wanted == null) {
            return;
        }
        if (wanted.size() != rows.size()) {
            differs(
                    Expectation.place(table),
                    table + ": expected " + count(wanted.size()) + ", got " + shown(table, rows));
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            row(table, wanted.get(i), rows.get(i));
        }
    }

    private void row(Table table, Expectation.Row wanted, ObjectNode row) {
        for (Map.Entry<String, JsonNode> field : wanted.fields().properties()) {
            String column = field.getKey();
            String name = table + "." + column;
            JsonPointer place = wanted.at().appendProperty(column);
            boolean there = row.has(column);
            if (!there && !table.columns().contains(column)) {
                differs(place, CaseFields.unknown(name + " is no column", column, table.columns()));
            } else if (there || came.stored() || !table.onlyStored(column)) {
                column(name, column, place, field.getValue(), there ? row.get(column) : NullNode.getInstance());
            }
        }
    }

    private void column(String name, String column, JsonPointer place, JsonNode wanted, JsonNode got) {
        if (column.equals("error") && wanted.isTextual()) {
            if (!got.asText().contains(wanted.asText())) {
                differs(place, name + ": expected a text with " + wanted + " in it, got " + got);
            }
        } else if (Table.isTime(column)) {
            time(name, place, wanted, got);
        } else {
            value(name, place, wanted, got);
        }
    }

    private void value(String name, JsonPointer place, JsonNode wanted, JsonNode got) {
        if (wanted != null && got != null && wanted.isObject() && got.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            wanted.fieldNames().forEachRemaining(names::add);
            got.fieldNames().forEachRemaining(names::add);
            names.forEach(
                    field -> value(name + "." + field, place.appendProperty(field), wanted.get(field), got.get(field)));
        } else if (!isSame(wanted, got)) {
            differs(place, name + ": expected " + shown(wanted) + ", got " + shown(got));
        }
    }

    private static boolean isSame(JsonNode wanted, JsonNode got) {
        return wanted != null && got != null && wanted.equals(Comparison::order, got);
    }

    /** A number is the same however it is written. */
    private static int order(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    }

    private void time(String name, JsonPointer place, JsonNode wanted, JsonNode got) {
        boolean same;
        try {
            same = wanted.isNull() == got.isNull()
                    && (wanted.isNull()
                            || OffsetDateTime.parse(wanted.asText()).isEqual(OffsetDateTime.parse(got.asText())));
        } catch (DateTimeException e) {
            differs(place, name + " must be a time such as 2025-11-05T12:00:00Z, but is " + wanted);
            return;
        }
        if (!same) {
            differs(place, name + ": expected " + shown(wanted) + ", got " + shown(got));
        }
    }

    private void differs(JsonPointer place, String sentence) {
        mismatches.add(new Mismatch(expected.file(), expected.yaml().line(place), sentence));
    }

    private static String count(int rows) {
        return rows == 0 ? "no row" : rows == 1 ? "1 row" : rows + " rows";
    }

    private static String shown(Table table, List<ObjectNode> rows) {
        StringBuilder shown = new StringBuilder(count(rows.size()));
        String separator = ": ";
        for (ObjectNode row : rows) {
            String text = table == Table.DEAD_LETTER
                    ? row.path("reason").asText() + ", " + row.path("error").asText()
                    : row.toString();
            shown.append(separator).append(text.length() > LONGEST_ROW ? text.substring(0, LONGEST_ROW) + "…" : text);
            separator = "; ";
        }
        return shown.toString();
    }

    private static String shown(JsonNode value) {
        return value == null ? "nothing" : value.toString();
    }
}
