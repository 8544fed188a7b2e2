package io.deviceingest.deadletter.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for people: each column as wide as its widest cell. */
final class Columns {

    private Columns() {}

    /** @param table rows of equally many cells */
    static void print(List<List<String>> table, PrintWriter out) {
        int[] widths = IntStream.range(0, table.get(0).size())
                .map(column -> table.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        table.forEach(row -> out.println(IntStream.range(0, widths.length)
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths[column] - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing()));
    }
}
