package io.deviceingest.json;

import io.deviceingest.mqtt.Arrival;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.component.jslt.JsltComponentConfigurer;
import org.apache.camel.component.jslt.JsltEndpoint;
import org.apache.camel.component.jslt.JsltEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * {@code jslt:} in which an error that a mapping throws (a recursion without an end) fails its own message. Camel
 * catches exceptions only: an error would end the connection's thread, and the broker would bring the message for ever.
 * A payload of which only the first bytes were kept fails too, instead of being taken for a whole one.
 */
final class MappingComponent extends JsltComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String mapping, Map<String, Object> parameters) throws Exception {
        JsltEndpoint endpoint = new JsltEndpoint(uri, this, mapping) {
            @Override
            protected void onExchange(Exchange exchange) throws Exception {
                Integer bytes = exchange.getMessage().getHeader(Arrival.TOO_LARGE, Integer.class);
                if (bytes != null) {
                    throw new PayloadTooLargeException(bytes);
                }
                try {
                    super.onExchange(exchange);
                } catch (StackOverflowError | LinkageError | AssertionError e) {
                    throw new IllegalStateException("the mapping " + mapping + " failed: " + e, e);
                }
            }
        };
        endpoint.setContentCache(isContentCache());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Camel looks configurers up by the exact class; without these two no option would bind. */
    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new JsltEndpointConfigurer();
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new JsltComponentConfigurer();
    }
}
