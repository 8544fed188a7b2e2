package io.deviceingest.json;

import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.InvalidMappingException;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the routes need to read JSON: the bean {@code strictJson} and the functions of the mappings. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    StrictJson strictJson() {
        return new StrictJson();
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
        return () -> {
            List<String> mistakes = Mappings.mistakes(routes.directory());
            if (!mistakes.isEmpty()) {
                throw new InvalidMappingException(mistakes);
            }
        };
    }
}
