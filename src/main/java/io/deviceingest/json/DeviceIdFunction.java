package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;

/**
 * {@code device-id(.device_id, $headers.deviceId)}: the device that a message is from.
 *
 * <p>It is the topic's, for which the broker's access rules vouch; a payload may leave it out, and a payload that names
 * another one is refused with {@link DeviceIdMismatchException}. A number is compared by its digits.
 */
final class DeviceIdFunction implements Function {

    @Override
    public String getName() {
        return "device-id";
    }

    @Override
    public int getMinArguments() {
        return 2;
    }

    @Override
    public int getMaxArguments() {
        return 2;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] arguments) {
        JsonNode ofPayload = arguments[0];
        JsonNode ofTopic = arguments[1];
        if (!ofPayload.isNull() && !ofPayload.asText(ofPayload.toString()).equals(ofTopic.asText())) {
            throw new DeviceIdMismatchException(ofPayload.asText(ofPayload.toString()), ofTopic.asText());
        }
        return ofTopic;
    }
}
