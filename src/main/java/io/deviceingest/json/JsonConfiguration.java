package io.deviceingest.json;

import io.deviceingest.settings.RouteSettings;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What the routes need to read JSON: the beans {@code strictJson} and {@code jsonOrText}, and the functions of the mappings. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    @Primary
    StrictJson strictJson() {
        return new StrictJson();
    }

    @Bean
    JsonOrText jsonOrText() {
        return new JsonOrText();
    }

    @Bean("jslt")
    MappingComponent mappingComponent() {
        MappingComponent component = new MappingComponent();
        component.setFunctions(MappingFunctions.ALL);
        return component;
    }

    /** Compiled once before any route starts: a mapping with a mistake in it must not meet a message. */
    @Bean
    InitializingBean mappingsAreRight(RouteSettings routes) {
        return () -> Mappings.mustBeRight(routes);
    }
}
