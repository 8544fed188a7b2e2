package io.deviceingest.cases;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
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
final class LocatedYaml {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Path file;
    private final Map<JsonPointer, Integer> lines = new HashMap<>();
    private final Map<JsonPointer, String> texts = new HashMap<>();
    private final JsonNode root;

    private LocatedYaml(Path file, Optional<Node> document) throws BrokenCaseException {
        this.file = file;
        this.root = document.isPresent() ? read(document.get(), JsonPointer.empty()) : JSON.objectNode();
    }

    static LocatedYaml read(Path file) throws IOException, BrokenCaseException {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            return new LocatedYaml(file, new Compose(settings).composeString(Files.readString(file)));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(LocatedYaml::line).orElse(1);
            throw new BrokenCaseException(List.of(new Mismatch(file, line, "is no YAML: " + e.getProblem())));
        } catch (YamlEngineException e) {
            throw new BrokenCaseException(List.of(new Mismatch(file, 1, "is no YAML: " + e.getMessage())));
        }
    }

    JsonNode at(JsonPointer field) {
        return root.at(field);
    }

    /** A value as it is written, whatever YAML takes it for; null where it is none or not there. */
    String text(JsonPointer field) {
        return texts.get(field);
    }

    /** What is to say of a field, or of the field that it would stand in. */
    Mismatch say(JsonPointer field, String sentence) {
        JsonPointer known = field;
        while (!lines.containsKey(known) && known.head() != null) {
            known = known.head();
        }
        return new Mismatch(file, lines.getOrDefault(known, 1), sentence);
    }

    private JsonNode read(Node node, JsonPointer at) throws BrokenCaseException {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple field : mapping.getValue()) {
                String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                JsonPointer place = at.appendProperty(name);
                lines.put(
                        place,
                        field.getKeyNode().getStartMark().map(LocatedYaml::line).orElse(1));
                if (object.has(name)) {
                    throw new BrokenCaseException(List.of(say(place, name + " is written twice")));
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
        if (tag.equals(Tag.INT)) {
            return JSON.numberNode(new BigInteger(text));
        }
        if (tag.equals(Tag.FLOAT)) {
            try {
                // With the zeros that are written.
                return DecimalNode.valueOf(new BigDecimal(text));
            } catch (NumberFormatException e) {
                // Such as .nan, which JSON has no number for.
                return JSON.textNode(text);
            }
        }
        return JSON.textNode(text);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
