package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * One function that mappings can call, made of a Java one.
 *
 * @param name as mappings write it
 * @param fewest how many arguments it takes, at least
 * @param most how many at most
 * @param body the function of its arguments; what it throws ends the mapping
 */
record MappingFunction(String name, int fewest, int most, java.util.function.Function<JsonNode[], JsonNode> body)
        implements Function {

    /** A function of one argument. */
    static MappingFunction of(String name, UnaryOperator<JsonNode> body) {
        return new MappingFunction(name, 1, 1, arguments -> body.apply(arguments[0]));
    }

    /** A function of two arguments. */
    static MappingFunction of(String name, BinaryOperator<JsonNode> body) {
        return new MappingFunction(name, 2, 2, arguments -> body.apply(arguments[0], arguments[1]));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getMinArguments() {
        return fewest;
    }

    @Override
    public int getMaxArguments() {
        return most;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] values) {
        return body.apply(values);
    }
}
