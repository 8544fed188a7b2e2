package io.deviceingest.json;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.component.jslt.JsltComponentConfigurer;
import org.apache.camel.component.jslt.JsltEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * {@code jslt:} as the routes have it: compiled when they are built, and safe from what a mapping throws. A payload of
 * which only the first bytes were kept fails, instead of being taken for a whole one.
 */
final class MappingComponent extends JsltComponent {

    private final TimeSources timeSources;

    MappingComponent(TimeSources timeSources) {
        this.timeSources = timeSources;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String mapping, Map<String, Object> parameters) throws Exception {
        MappingEndpoint endpoint = new MappingEndpoint(uri, this, mapping, timeSources);
        endpoint.setContentCache(isContentCache());
        endpoint.setAllowTemplateFromHeader(isAllowTemplateFromHeader());
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
