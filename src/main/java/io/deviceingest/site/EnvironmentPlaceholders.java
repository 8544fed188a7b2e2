package io.deviceingest.site;

import org.apache.camel.spi.PropertiesSource;
import org.springframework.core.env.Environment;

/** Fills the {@code {{key}}} of the routes from the settings. */
public final class EnvironmentPlaceholders implements PropertiesSource {

    private final Environment environment;

    public EnvironmentPlaceholders(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String getName() {
        return "settings";
    }

    @Override
    public String getProperty(String name) {
        return environment.getProperty(name);
    }
}
