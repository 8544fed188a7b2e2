package io.deviceingest.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Expression;
import io.deviceingest.file.TextFile;
import io.deviceingest.message.Arrival;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ValidationException;
import org.apache.camel.WrappedFile;
import org.apache.camel.component.jslt.JsltEndpoint;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * One {@code jslt:} of a route. Its mapping is read as UTF-8 and compiled when the route is built, once: what is written
 * to the file later has no effect on these routes. Safe for any number of threads.
 */
final class MappingEndpoint extends JsltEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TimeSources timeSources;
    private Expression mapping;

    /** Whether it may read the levels of the topic: most mappings do not, and need not pay for them. */
    private boolean readsLevels;

    MappingEndpoint(String uri, MappingComponent component, String resourceUri, TimeSources timeSources) {
        super(uri, component, resourceUri);
        this.timeSources = timeSources;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (isAllowTemplateFromHeader()) {
            // Then every message may bring its own.
            return;
        }
        try (InputStream content =
                ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), getResourceUri())) {
            String text = TextFile.decoded(Path.of(getResourceUri()), content.readAllBytes());
            readsLevels = text.contains(HeaderNode.LEVELS) || text.contains("import");
            mapping = MappingText.compile(text, getResourceUri(), (MappingComponent) getComponent());
        }
        if (isMapBigDecimalAsFloats() && getObjectMapper() != null) {
            getObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        }
    }

    /**
     * An error that a mapping throws (a recursion without an end) fails its own message. Camel catches exceptions only:
     * an error would end the connection's thread, and the broker would redeliver the message forever.
     */
    @Override
    protected void onExchange(Exchange exchange) throws Exception {
        Integer bytes = exchange.getMessage().getHeader(Arrival.TOO_LARGE, Integer.class);
        if (bytes != null) {
            throw new PayloadTooLargeException(bytes);
        }
        try {
            if (mapping == null) {
                super.onExchange(exchange);
            } else {
                JsonNode output = clearsRetained(exchange)
                        ? NullNode.instance
                        : mapping.apply(variables(exchange), input(exchange));
                timeSources.note(output);
                ExchangeHelper.setInOutBodyPatternAware(exchange, text(output));
            }
        } catch (StackOverflowError | LinkageError | AssertionError e) {
            throw new IllegalStateException("the mapping " + getResourceUri() + " failed: " + e, e);
        }
    }

    /**
     * Whether the payload has no byte: it asks the broker to forget what it retained (MQTT 5, 3.3.1.3), and is no JSON. A
     * mapping that reads texts decides by itself.
     */
    private boolean clearsRetained(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof byte[] bytes
                && bytes.length == 0
                && !(getObjectMapper() instanceof JsonOrText);
    }

    private String text(JsonNode output) {
        if (isPrettyPrint()) {
            return output.toPrettyString();
        }
        return output.isArray() ? ListText.of(output) : output.toString();
    }

    private JsonNode input(Exchange exchange) throws IOException, ValidationException {
        ObjectMapper mapper = getObjectMapper() == null ? JSON : getObjectMapper();
        Object body = exchange.getMessage().getBody();
        if (body instanceof WrappedFile<?> wrapped) {
            body = wrapped.getFile();
        }
        if (body instanceof byte[] bytes) {
            return mapper.readTree(bytes);
        } else if (body instanceof String text) {
            return mapper.readTree(text);
        } else if (body instanceof InputStream stream) {
            return mapper.readTree(stream);
        } else if (body instanceof Reader reader) {
            return mapper.readTree(reader);
        } else if (body instanceof File file) {
            return mapper.readTree(file);
        }
        throw new ValidationException(
                exchange,
                "jslt: must be given a text, bytes, a file, a reader or a stream, but was given "
                        + (body == null ? "nothing" : body.getClass().getName()));
    }

    /** As camel-jslt names them. */
    private Map<String, JsonNode> variables(Exchange exchange) {
        Map<String, JsonNode> variables = new HashMap<>();
        ObjectNode headers = HeaderNode.of(exchange.getMessage().getHeaders());
        if (readsLevels) {
            HeaderNode.addLevels(headers);
        }
        variables.put("headers", headers);
        // Asked for, they would be made: a repository for each exchange.
        variables.put("variables", HeaderNode.of(exchange.hasVariables() ? exchange.getVariables() : Map.of()));
        if (isAllowContextMapAll()) {
            variables.put(
                    "exchange", JSON.createObjectNode().set("properties", HeaderNode.of(exchange.getProperties())));
        }
        return variables;
    }
}
