package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.List;
import java.util.Locale;

/** What mappings can call beside JSLT's own functions; docs/mapping-functions.md explains each. */
final class MappingFunctions {

    static final List<Function> ALL = List.of(
            MappingFunction.of("must-be-object", MappingFunctions::mustBeObject),
            MappingFunction.of("device-id", MappingFunctions::deviceId),
            MappingFunction.of("device-time", TimeFunctions::deviceTime),
            MappingFunction.of("time-in-zone", TimeFunctions::timeInZone),
            MappingFunction.of("flat", FieldFunctions::flat),
            MappingFunction.of("all-fields", FieldFunctions::allFields),
            MappingFunction.of("without", FieldFunctions::without),
            MappingFunction.of("to-number", FieldFunctions::toNumber),
            MappingFunction.of("replace-words", FieldFunctions::replaceWords),
            MappingFunction.of("from-hex", ByteFunctions::fromHex),
            MappingFunction.of("from-base64", ByteFunctions::fromBase64),
            MappingFunction.of("unsigned", ByteFunctions::unsigned),
            MappingFunction.of("signed", ByteFunctions::signed),
            new MappingFunction("ieee-float", 2, 3, ByteFunctions::ieeeFloat));

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
}
