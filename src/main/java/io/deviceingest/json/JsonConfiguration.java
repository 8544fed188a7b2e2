package io.deviceingest.json;

import io.deviceingest.message.MessageAccount;
import io.deviceingest.settings.RouteSettings;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What the routes need to read payloads: the beans that do, and the functions of the mappings. */
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

    @Bean
    LenientJson lenientJson() {
        return new LenientJson();
    }

    @Bean
    PayloadBytes payloadBytes() {
        return new PayloadBytes();
    }

    @Bean("jslt")
    MappingComponent mappingComponent(MessageAccount account) {
        MappingComponent component = new MappingComponent(new TimeSources(account));
        component.setFunctions(MappingFunctions.ALL);
        return component;
    }

    /** Compiled once before any route starts: a mapping with a mistake in it must not meet a message. */
    @Bean
    InitializingBean mappingsAreRight(RouteSettings routes) {
        return () -> Mappings.mustBeRight(routes);
    }
}
