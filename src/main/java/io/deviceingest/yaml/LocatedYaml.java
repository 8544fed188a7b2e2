package io.deviceingest.yaml;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML file of which every field knows its line. It is YAML 1.2, as Camel reads the route files: {@code on} and
 * {@code yes} are texts. Immutable.
 */
public final class LocatedYaml {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Digits; to read a number takes the square of them. */
    private static final int LONGEST_NUMBER = 1000;

    private final Map<JsonPointer, Integer> lines = new HashMap<>();
    private final Map<JsonPointer, String> texts = new HashMap<>();
    private final JsonNode root;

    private LocatedYaml(Optional<Node> document) throws BrokenYamlException {
        this.root = document.isPresent() ? read(document.get(), JsonPointer.empty()) : JSON.objectNode();
    }

    /** @throws BrokenYamlException for a file that is no YAML within its limits, or in which a field stands twice */
    public static LocatedYaml read(Path file) throws BrokenYamlException {
        try {
            return of(file, TextFile.text(file));
        } catch (UnusableFileException e) {
            throw new BrokenYamlException(e.line(), e.sentence());
        }
    }

    /** The same for the text of a file. */
    public static LocatedYaml of(Path file, String text) throws BrokenYamlException {
        return new LocatedYaml(composed(file, text));
    }

    /** Says whether a text is YAML of an end, before somebody else reads it who does not look. */
    public static void check(Path file, String text) throws BrokenYamlException {
        composed(file, text);
    }

    private static Optional<Node> composed(Path file, String text) throws BrokenYamlException {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            YamlLimits.check(text, settings);
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(LocatedYaml::line).orElse(1);
            // It names the place where an open quote or a bracket begins.
            String context = e.getContext() == null || e.getContextMark().isEmpty()
                    ? ""
                    : ", " + e.getContext() + " from line "
                            + line(e.getContextMark().get()) + " on";
            throw new BrokenYamlException(line, "is no YAML: " + e.getProblem() + context);
        } catch (RuntimeException e) {
            // YamlEngineException, and what the reader does not foresee, such as an escape that names no character.
            throw new BrokenYamlException(1, "is no YAML: " + e.getMessage());
        }
    }

    public JsonNode at(JsonPointer field) {
        return root.at(field);
    }

    /** A value as it is written, whatever YAML takes it for; null where it is no value or missing. */
    public String text(JsonPointer field) {
        return texts.get(field);
    }

    /** The line of a field, from 1; of one that is not there, that of the field that it would stand in. */
    public int line(JsonPointer field) {
        JsonPointer known = field;
        while (!lines.containsKey(known) && known.head() != null) {
            known = known.head();
        }
        return lines.getOrDefault(known, 1);
    }

    private JsonNode read(Node node, JsonPointer at) throws BrokenYamlException {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple field : mapping.getValue()) {
                String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                JsonPointer place = at.appendProperty(name);
                lines.put(
                        place,
                        field.getKeyNode().getStartMark().map(LocatedYaml::line).orElse(1));
                if (object.has(name)) {
                    throw new BrokenYamlException(line(place), name + " is written twice");
                }
                object.set(name, read(field.getValueNode(), place));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            for (Node element : sequence.getValue()) {
                JsonPointer place = at.appendIndex(array.size());
                lines.put(place, element.getStartMark().map(LocatedYaml::line).orElse(1));
                array.add(read(element, place));
            }
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        texts.put(at, scalar.getValue());
        return value(scalar);
    }

    private static JsonNode value(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        if ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) && text.length() <= LONGEST_NUMBER) {
            try {
                return tag.equals(Tag.INT)
                        ? JSON.numberNode(new BigInteger(text))
                        // With the zeros that are written.
                        : DecimalNode.valueOf(new BigDecimal(text));
            } catch (NumberFormatException e) {
                // Such as .nan, which JSON has no number for, or a word that is tagged as one.
                return JSON.textNode(text);
            }
        }
        return JSON.textNode(text);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
