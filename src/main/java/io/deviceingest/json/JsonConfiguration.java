package io.deviceingest.json;

import io.deviceingest.settings.RouteSettings;
import org.apache.camel.component.jslt.JsltComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the routes need to read JSON: the bean {@code strictJson} and the functions of the mappings. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    StrictJson strictJson() {
        return new StrictJson();
    }

    /** Compiled once before any route starts: a mapping with a mistake in it must not meet a message. */
    @Bean
    ComponentCustomizer mappingFunctions(RouteSettings routes) {
        Mappings.compileAll(routes.directory().resolve("mapping"), MappingFunctions.ALL);
        return ComponentCustomizer.forType(JsltComponent.class, jslt -> jslt.setFunctions(MappingFunctions.ALL));
    }
}
