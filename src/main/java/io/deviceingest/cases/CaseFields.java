package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.problem.EditDistance;
import io.deviceingest.problem.Problem;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The fields of a case file that is being read, and everything that is wrong with them. Not thread-safe. */
final class CaseFields {

    private final Path file;
    private final LocatedYaml yaml;
    private final List<Mismatch> mistakes = new ArrayList<>();

    CaseFields(Path file, LocatedYaml yaml) {
        this.file = file;
        this.yaml = yaml;
    }

    Path file() {
        return file;
    }

    LocatedYaml yaml() {
        return yaml;
    }

    /** In the order of their lines. */
    List<Mismatch> mistakes() {
        return mistakes.stream().sorted(Comparator.comparingInt(Mismatch::line)).toList();
    }

    JsonNode at(JsonPointer field) {
        return yaml.at(field);
    }

    boolean has(JsonPointer field) {
        return !yaml.at(field).isMissingNode();
    }

    /** A field of the first level, as it is written. */
    String text(String name, String otherwise) {
        String text = yaml.text(field(name));
        return text == null ? otherwise : text;
    }

    /** Reports what a field of the first level must be, unless it is right. */
    void must(String name, boolean right, String what) {
        if (!right) {
            String text = yaml.text(field(name));
            refuse(field(name), name + " must be " + what + ", but is " + (text == null ? "none" : "\"" + text + "\""));
        }
    }

    void refuse(JsonPointer field, String sentence) {
        mistakes.add(new Mismatch(file, yaml.line(field), sentence));
    }

    void refuseUnknown(JsonPointer place, List<String> known) {
        yaml.at(place).properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .forEach(name -> refuse(place.appendProperty(name), unknown(name + " is not known here", name, known)));
    }

    /** The sentence with the name that was probably meant, or with the names that exist. */
    static String unknown(String sentence, String name, List<String> known) {
        return EditDistance.nearest(name, known)
                .map(meant -> sentence + "; did you mean " + meant + "?")
                .orElseGet(() -> new Problem(sentence, String.join(", ", known)).toString());
    }

    static JsonPointer field(String name) {
        return JsonPointer.empty().appendProperty(name);
    }
}
