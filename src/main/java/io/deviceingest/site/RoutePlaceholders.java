package io.deviceingest.site;

import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesParser;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes the place of Camel's parser for Spring, which resolves the values of settings once more. */
@Configuration(proxyBeanMethods = false)
class RoutePlaceholders {

    @Bean
    PropertiesParser propertiesParser() {
        return new DefaultPropertiesParser();
    }
}
