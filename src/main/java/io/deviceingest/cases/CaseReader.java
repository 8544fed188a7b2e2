package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.message.Arrival;
import io.deviceingest.yaml.BrokenYamlException;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads one case file, and says everything that is wrong with it at once. For one use. */
final class CaseReader {

    private static final List<String> FIELDS = Stream.concat(
                    MessageReader.FIELDS.stream(), Stream.of("description", "expect"))
            .toList();
    private static final List<String> TABLES =
            Arrays.stream(Table.values()).map(Table::toString).toList();
    private static final String NOTHING = "nothing";

    private final CaseFields fields;

    private CaseReader(CaseFields fields) {
        this.fields = fields;
    }

    /** @throws BrokenCaseException for a file that is no case */
    static Case read(Path file) throws BrokenCaseException {
        CaseFields fields = new CaseFields(file, yaml(file));
        fields.refuseUnknown(JsonPointer.empty(), FIELDS);
        Arrival arrival = new MessageReader(fields).read();
        Expectation expected = new CaseReader(fields).expectation();
        if (!fields.mistakes().isEmpty()) {
            throw new BrokenCaseException(fields.mistakes());
        }
        return new Case(arrival, expected);
    }

    private static LocatedYaml yaml(Path file) throws BrokenCaseException {
        try {
            return LocatedYaml.read(file);
        } catch (BrokenYamlException e) {
            throw new BrokenCaseException(List.of(new Mismatch(file, e.line(), e.getMessage())));
        }
    }

    private Expectation expectation() {
        fields.must(
                "expect",
                !fields.at(Expectation.PLACE).isEmpty(),
                "one or more of " + String.join(", ", TABLES) + ", or nothing: true");
        fields.refuseUnknown(
                Expectation.PLACE,
                Stream.concat(TABLES.stream(), Stream.of(NOTHING)).toList());
        Map<Table, List<Expectation.Row>> rows = new EnumMap<>(Table.class);
        fields.at(Expectation.PLACE)
                .fieldNames()
                .forEachRemaining(name -> Table.named(name).ifPresent(table -> rows.put(table, rows(table))));
        JsonPointer place = Expectation.PLACE.appendProperty(NOTHING);
        boolean nothing = "true".equals(fields.yaml().text(place));
        if (fields.has(place) && !(nothing && rows.isEmpty())) {
            fields.refuse(place, "nothing must be true, and stand alone");
        }
        return new Expectation(fields.file(), fields.yaml(), rows, nothing);
    }

    /** One row, or a list of them. */
    private List<Expectation.Row> rows(Table table) {
        JsonPointer place = Expectation.place(table);
        JsonNode value = fields.at(place);
        List<Expectation.Row> rows = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                row(table, place.appendIndex(i), rows);
            }
        } else {
            row(table, place, rows);
        }
        return rows;
    }

    private void row(Table table, JsonPointer place, List<Expectation.Row> rows) {
        if (fields.at(place) instanceof ObjectNode named) {
            rows.add(new Expectation.Row(place, named));
        } else {
            fields.refuse(
                    place,
                    table + " must be the fields of a row, a list of such rows, or [] for none, but is "
                            + fields.at(place));
        }
    }
}
