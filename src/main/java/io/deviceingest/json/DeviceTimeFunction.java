package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.schibsted.spt.data.jslt.Function;

/**
 * {@code device-time(.timestamp, $headers.receivedAt)}: when a reading was taken, in seconds since 1970.
 *
 * <p>The first argument is the device's word in any of the forms of {@link DeviceTime}, the second the time of arrival
 * in microseconds. A word that is missing or implausible gives the time of arrival; a text that is no time is an error.
 */
final class DeviceTimeFunction implements Function {

    @Override
    public String getName() {
        return "device-time";
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
        JsonNode said = arguments[0];
        double received = arguments[1].doubleValue() / 1e6;
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
