package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Headers as mappings see them: {@code $headers.deviceId}. Stateless. */
final class HeaderNode {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HeaderNode() {}

    /** What no JSON can be made of is left out, and so is null. */
    static ObjectNode of(Map<String, Object> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        values.forEach((name, value) -> {
            if (value != null) {
                JsonNode node = node(value);
                if (node != null) {
                    object.set(name, node);
                }
            }
        });
        return object;
    }

    private static JsonNode node(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        // What the consumer sets, without the long way through a serializer.
        if (value instanceof String text) {
            return nodes.textNode(text);
        } else if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return nodes.numberNode(number.intValue());
        } else if (value instanceof Long number) {
            return nodes.numberNode(number.longValue());
        }
        try {
            return JSON.valueToTree(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
