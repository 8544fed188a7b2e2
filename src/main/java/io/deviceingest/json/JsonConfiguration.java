package io.deviceingest.json;

import io.deviceingest.settings.RouteSettings;
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
    @Bean("jslt")
    MappingComponent mappingComponent(RouteSettings routes) {
        Mappings.compileAll(routes.directory().resolve("mapping"), MappingFunctions.ALL);
        MappingComponent component = new MappingComponent();
        component.setFunctions(MappingFunctions.ALL);
        return component;
    }
}
