package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

/** Headers as mappings see them: {@code $headers.deviceId}. Stateless. */
final class HeaderNode {

    /** The levels of the topic, which no header of Camel holds. */
    static final String LEVELS = "levels";

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

    /** Adds the levels of the message's topic as a list, where a route set no header of that name. */
    static void addLevels(ObjectNode headers) {
        JsonNode topic = headers.get(PahoMqtt5Constants.MQTT_TOPIC);
        if (topic != null && !headers.has(LEVELS)) {
            ArrayNode levels = headers.putArray(LEVELS);
            for (String level : topic.asText().split("/", -1)) {
                levels.add(level);
            }
        }
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
