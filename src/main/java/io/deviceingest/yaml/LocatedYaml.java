package io.deviceingest.yaml;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
public final class LocatedYaml {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<JsonPointer, Integer> lines = new HashMap<>();
    private final Map<JsonPointer, String> texts = new HashMap<>();
    private final JsonNode root;

    private LocatedYaml(Optional<Node> document) throws BrokenYamlException {
        this.root = document.isPresent() ? read(document.get(), JsonPointer.empty()) : JSON.objectNode();
    }

    /** @throws BrokenYamlException for a file that is no YAML, or in which a field stands twice */
    public static LocatedYaml read(Path file) throws IOException, BrokenYamlException {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            return new LocatedYaml(new Compose(settings).composeString(Files.readString(file)));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(LocatedYaml::line).orElse(1);
            throw new BrokenYamlException(line, "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new BrokenYamlException(1, "is no YAML: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new BrokenYamlException(1, "is not UTF-8");
        }
    }

    public JsonNode at(JsonPointer field) {
        return root.at(field);
    }

    /** A value as it is written, whatever YAML takes it for; null where it is none or not there. */
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
