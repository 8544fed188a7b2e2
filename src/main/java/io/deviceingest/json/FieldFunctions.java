package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What mappings can do with all fields of an object at once: no field is ever lost. Stateless. */
final class FieldFunctions {

    private static final JsonNodeFactory NODES = new ExactNumbers();

    /** As JSON has it, but for the comma of many languages. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9]\\d{0,999})(?:[.,]\\d{1,999})?(?:[eE][+-]?\\d{1,4})?");

    private FieldFunctions() {}

    /**
     * {@code flat({"a": {"b": 1}})}: an object without objects in it, {@code {"a.b": 1}}. Lists and empty objects stay
     * as they are. Where two names meet, the second is told apart as {@link Fields} does.
     */
    static JsonNode flat(JsonNode object) {
        Fields flat = new Fields();
        flatten("", mustBeObject(object, "flat"), flat);
        return flat.object();
    }

    private static void flatten(String prefix, JsonNode object, Fields flat) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = prefix + field.getKey();
            if (field.getValue().isObject() && !field.getValue().isEmpty()) {
                flatten(name + ".", field.getValue(), flat);
            } else {
                flat.add(name, field.getValue());
            }
        }
    }

    /**
     * {@code all-fields([{"a": 1}, {"a": 2}])}: the fields of all objects of a list in one, {@code {"a": 1, "a#2": 2}}. A
     * null has no fields.
     */
    static JsonNode allFields(JsonNode list) {
        if (!list.isArray()) {
            throw new IllegalArgumentException("all-fields takes a list of JSON objects, but was given " + list);
        }
        Fields fields = new Fields();
        for (JsonNode object : list) {
            if (!object.isNull()) {
                mustBeObject(object, "all-fields")
                        .properties()
                        .forEach(field -> fields.add(field.getKey(), field.getValue()));
            }
        }
        return fields.object();
    }

    /** {@code without({"a": 1, "b": null}, ["a"])}: {@code {"b": null}}. What is not named stays, also without a value. */
    static JsonNode without(JsonNode object, JsonNode names) {
        if (!names.isArray()) {
            throw new IllegalArgumentException("without takes a list of names, but was given " + names);
        }
        ObjectNode rest = NODES.objectNode();
        rest.setAll((ObjectNode) mustBeObject(object, "without"));
        names.forEach(name -> rest.remove(name.asText()));
        return rest;
    }

    /** An object in the making: of fields of one name, the second is called {@code name#2}, the third {@code name#3}. */
    private static final class Fields {

        private final ObjectNode object = NODES.objectNode();

        /** How often each name came that came twice. */
        private final Map<String, Integer> times = new HashMap<>();

        void add(String name, JsonNode value) {
            String free = name;
            while (object.has(free)) {
                free = name + "#" + times.compute(name, (key, came) -> came == null ? 2 : came + 1);
            }
            object.set(free, value);
        }

        ObjectNode object() {
            return object;
        }
    }

    /**
     * {@code to-number({"a": "21,5", "b": "on"})}: {@code {"a": 21.5, "b": "on"}}. A text that is a number becomes one, also
     * with a decimal comma, and also in objects and lists; whatever else there is stays.
     */
    static JsonNode toNumber(JsonNode value) {
        return eachText(value, FieldFunctions::number);
    }

    private static JsonNode number(JsonNode text) {
        String written = text.textValue().strip();
        if (!NUMBER.matcher(written).matches()) {
            return text;
        }
        BigDecimal number = new BigDecimal(written.replace(',', '.'));
        JsonNode read = number.scale() == 0 ? NODES.numberNode(number.unscaledValue()) : NODES.numberNode(number);
        return ExactNumbers.isInRange(read) ? read : text;
    }

    /**
     * {@code replace-words({"relay": "ON"}, {"ON": 1, "OFF": 0})}: {@code {"relay": 1}}. A text that the table has becomes
     * what stands there, also in objects and lists; whatever else there is stays.
     */
    static JsonNode replaceWords(JsonNode value, JsonNode table) {
        mustBeObject(table, "replace-words");
        return eachText(value, text -> table.has(text.textValue()) ? table.get(text.textValue()) : text);
    }

    /** The same with every text in it changed. */
    private static JsonNode eachText(JsonNode value, UnaryOperator<JsonNode> change) {
        if (value.isTextual()) {
            return change.apply(value);
        } else if (value.isObject()) {
            ObjectNode object = NODES.objectNode();
            value.properties().forEach(field -> object.set(field.getKey(), eachText(field.getValue(), change)));
            return object;
        } else if (value.isArray()) {
            ArrayNode list = NODES.arrayNode(value.size());
            value.forEach(element -> list.add(eachText(element, change)));
            return list;
        }
        return value;
    }

    private static JsonNode mustBeObject(JsonNode value, String function) {
        if (!value.isObject()) {
            throw new IllegalArgumentException(function + " takes a JSON object, but was given " + value);
        }
        return value;
    }
}
