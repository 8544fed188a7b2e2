package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;

/** Makes a double of a number that it can hold as it is written, and keeps any other with all of its digits. Stateless. */
final class ExactNumbers extends JsonNodeFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public ValueNode numberNode(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0
                ? DoubleNode.valueOf(nearest)
                : super.numberNode(number);
    }

    /** Whether a double is near it: neither too large for one, nor so small that it would be 0. */
    static boolean isInRange(JsonNode number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest)
                && (nearest != 0 || number.decimalValue().signum() == 0);
    }
}
