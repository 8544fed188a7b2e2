package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.Locale;

/**
 * {@code must-be-object(.)}: its argument, which must be a JSON object; anything else is an error that says what came.
 */
final class ObjectFunction implements Function {

    @Override
    public String getName() {
        return "must-be-object";
    }

    @Override
    public int getMinArguments() {
        return 1;
    }

    @Override
    public int getMaxArguments() {
        return 1;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] arguments) {
        if (!arguments[0].isObject()) {
            throw new IllegalArgumentException("the payload must be a JSON object, but was "
                    + arguments[0].getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return arguments[0];
    }
}
