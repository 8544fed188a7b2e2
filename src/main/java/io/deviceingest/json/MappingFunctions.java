package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.List;
import java.util.Locale;

/** What mappings can call beside JSLT's own functions. */
final class MappingFunctions {

    static final List<Function> ALL = List.of(
            MappingFunction.of("must-be-object", MappingFunctions::mustBeObject),
            MappingFunction.of("device-id", MappingFunctions::deviceId),
            MappingFunction.of("device-time", MappingFunctions::deviceTime),
            MappingFunction.of("flat", MappingFunctions::flat));

    private MappingFunctions() {}

    /** {@code must-be-object(.)}: its argument; anything but a JSON object is an error that says what came. */
    static JsonNode mustBeObject(JsonNode value) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("the payload must be a JSON object, but was "
                    + value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return value;
    }

    /**
     * {@code device-id(.device_id, $headers.deviceId)}: the device that a message is from.
     *
     * <p>It is the topic's, for which the broker's access rules vouch; a payload may leave it out, and a payload that
     * names another one is refused with {@link DeviceIdMismatchException}. A number is compared by its digits.
     */
    static JsonNode deviceId(JsonNode ofPayload, JsonNode ofTopic) {
        String named = ofPayload.isContainerNode() ? ofPayload.toString() : ofPayload.asText();
        if (!ofPayload.isNull() && !named.equals(ofTopic.asText())) {
            throw new DeviceIdMismatchException(named, ofTopic.asText());
        }
        return ofTopic;
    }

    /**
     * {@code flat({"a": {"b": 1}})}: an object without objects in it, {@code {"a.b": 1}}. Lists stay as they are.
     */
    static JsonNode flat(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("flat takes a JSON object, but was given " + object);
        }
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        flatten("", object, flat);
        return flat;
    }

    private static void flatten(String prefix, JsonNode object, ObjectNode flat) {
        object.properties().forEach(field -> {
            String name = prefix + field.getKey();
            if (field.getValue().isObject()) {
                flatten(name + ".", field.getValue(), flat);
            } else {
                flat.set(name, field.getValue());
            }
        });
    }

    /**
     * {@code device-time(.timestamp, $headers.receivedAt)}: when a reading was taken, in seconds since 1970.
     *
     * <p>The first argument is the device's word in any of the forms of {@link DeviceTime}, the second the time of
     * arrival in microseconds. A word that is missing or implausible gives the time of arrival; a text that is no time
     * is an error.
     */
    static JsonNode deviceTime(JsonNode said, JsonNode receivedAt) {
        double received = receivedAt.doubleValue() / 1e6;
        if (said.isNull() || said.isMissingNode()) {
            return new DoubleNode(received);
        }
        if (!said.isNumber() && !said.isTextual()) {
            throw new IllegalArgumentException("the timestamp must be a number or a text, but was " + said);
        }
        double seconds =
                said.isNumber() ? DeviceTime.ofNumber(said.doubleValue()) : DeviceTime.ofText(said.textValue());
        return new DoubleNode(DeviceTime.isPlausible(seconds, received) ? seconds : received);
    }
}
